package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.bpf.LibC;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * Whether the sched probe sees softirqs: the kernel delivers a packet to this host itself in a softirq on top of the thread
 * that sends it.
 */
final class SoftirqCheck {

    private static final int PACKETS = 7;

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int ADDRESS_BYTES = 16;

    /** The discard service, at which nobody need listen. */
    private static final byte PORT = 9;

    private SoftirqCheck() {}

    /** Absent if softirqs are seen, or if this cannot be tried, as without a loopback interface. */
    static Optional<String> problem(SchedThreads threads, BpfLibrary library, LongSupplier clock) {
        LibC c = library.c();
        int socket = c.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0);
        if (socket < 0) {
            return Optional.empty();
        }
        int tid = c.gettid();
        threads.watch(Set.of(tid));
        try {
            int sent = 0;
            while (sent < PACKETS && send(library, socket)) {
                sent++;
                if (softirqNanos(threads, tid, clock).orElse(0) > 0) {
                    return Optional.empty();
                }
            }
            return sent < PACKETS
                    ? Optional.empty()
                    : Optional.of("a thread sent itself " + PACKETS + " packets, and no softirq was seen");
        } finally {
            threads.watch(Set.of());
            c.close(socket);
        }
    }

    private static OptionalLong softirqNanos(SchedThreads threads, int tid, LongSupplier clock) {
        return threads.sample(tid, 0, clock.getAsLong())
                .map(sample -> sample.softirqNanos())
                .orElse(OptionalLong.empty());
    }

    /** To 127.0.0.1, as {@code struct sockaddr_in} has it. */
    private static boolean send(BpfLibrary library, int socket) {
        Pointer address = Memory.allocateDirect(library.runtime(), ADDRESS_BYTES, true);
        address.putShort(0, (short) AF_INET);
        address.putByte(3, PORT);
        address.putByte(4, (byte) 127);
        address.putByte(7, (byte) 1);
        Pointer data = Memory.allocateDirect(library.runtime(), 1, true);
        return library.c().sendto(socket, data, 1, 0, address, ADDRESS_BYTES) == 1;
    }
}
