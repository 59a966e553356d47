package io.sidecore.vhostuser.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An eventfd: what carries kicks and calls. The descriptor may come from a guest's side, which then shares its flags and
 * its counter, so draining it does not rely on either: it never blocks.
 */
public final class EventFd implements Doorbell, AutoCloseable {

    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final String KIND = "anon_inode:[eventfd]";
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int RWF_NOWAIT = 8;

    private final Fd fd;

    /** One word to write from, one to read into: a signaller and a drainer may be two threads. Then the latter's iovec. */
    private final long words = RawMemory.allocate(32);

    private final long drained = words + 8;
    private final long iovec = words + 16;

    private EventFd(Fd fd) {
        this.fd = fd;
        RawMemory.putLong(words, 1);
        RawMemory.putLong(iovec, drained);
        RawMemory.putLong(iovec + 8, 8);
    }

    public static EventFd create() {
        return new EventFd(new Fd(SystemCalls.check("eventfd", LibC.C.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))));
    }

    /**
     * Takes over a descriptor received from a peer; makes it non-blocking, lest the peer stall a worker.
     *
     * @throws IllegalArgumentException if it is anything else; it then stays the caller's
     */
    public static EventFd adopt(Fd received) {
        int number = received.number();
        String kind = kind(number);
        if (!kind.equals(KIND)) {
            throw new IllegalArgumentException("a descriptor that is " + kind + ", want an eventfd");
        }
        int flags = LibC.C.fcntl(number, F_GETFL, 0);
        SystemCalls.check("make an eventfd non-blocking", LibC.C.fcntl(number, F_SETFL, flags | EFD_NONBLOCK));
        return new EventFd(received);
    }

    private static String kind(int number) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
        } catch (IOException e) {
            return "unknown";
        }
    }

    @Override
    public int number() {
        return fd.number();
    }

    /** The descriptor itself, to pass on; it stays owned by this. */
    public Fd descriptor() {
        return fd;
    }

    /**
     * Adds 1. A full counter (its reader sleeps through 2^64 signals) or a closed peer changes nothing. Only a peer that
     * fills the counter itself and takes back what {@link #adopt} set can make this wait: writing to an eventfd, unlike
     * reading, knows no way not to wait that is the writer's own.
     */
    public void signal() {
        LibC.C.write(fd.number(), words, 8);
    }

    /**
     * Takes what was signalled. Asks not to wait at each call, since a peer can take back what {@link #adopt} set.
     *
     * @return the number of signals since the last call; 0 if none. At most 2^31 - 1 whatever the peer wrote, so that a
     *     sum of them does not overflow
     */
    @Override
    public long drain() {
        long got = LibC.C.preadv2(fd.number(), iovec, 1, -1, RWF_NOWAIT);
        if (got < 0 && SystemCalls.lastErrno() == Errno.EOPNOTSUPP) { // before Linux 5.8
            got = LibC.C.read(fd.number(), drained, 8);
        }
        if (got != 8) {
            return 0;
        }
        long signals = RawMemory.getLong(drained);
        return signals < 0 ? Integer.MAX_VALUE : Math.min(signals, Integer.MAX_VALUE);
    }

    @Override
    public void close() {
        if (fd.isOpen()) {
            fd.close();
            RawMemory.free(words);
        }
    }
}
