package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.bpf.LibC;
import io.sidecore.collector.host.ThreadSample;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * Whether the sched probe names the right thread as the one that ran instead: the calling thread shares a CPU with one that
 * spins while it is woken, and whose tid is known. Takes about 1 ms; the calling thread gets its CPUs back.
 */
final class InterferenceCheck {

    /** On a machine with other work some waits are for others. */
    private static final int ROUNDS = 20;

    private static final long SPIN_NANOS = 100_000;
    private static final long NAP_NANOS = 20_000;

    /** As many CPUs as the kernel may have. */
    private static final int MASK_BYTES = 1024;

    private final SchedThreads threads;
    private final BpfLibrary library;
    private final LongSupplier clock;
    private final AtomicInteger spinner = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();

    InterferenceCheck(SchedThreads threads, BpfLibrary library, LongSupplier clock) {
        this.threads = threads;
        this.library = library;
        this.clock = clock;
    }

    /** Absent if the right one is named, or if this cannot be tried here. */
    Optional<String> problem() {
        LibC c = library.c();
        Pointer own = Memory.allocateDirect(library.runtime(), MASK_BYTES, true);
        Pointer one = Memory.allocateDirect(library.runtime(), MASK_BYTES, true);
        int cpu = c.sched_getcpu();
        if (cpu < 0 || cpu >= 8 * MASK_BYTES || c.sched_getaffinity(0, MASK_BYTES, own) < 0) {
            return Optional.empty();
        }
        one.putByte(cpu / 8, (byte) (1 << cpu % 8));
        if (c.sched_setaffinity(0, MASK_BYTES, one) < 0) {
            return Optional.empty();
        }
        Thread thread = new Thread(this::spinWhenAsked, "sidecore-check"); // inherits the CPU
        thread.setDaemon(true);
        thread.start();
        try {
            return compare(thread);
        } finally {
            asked.set(-1);
            LockSupport.unpark(thread);
            c.sched_setaffinity(0, MASK_BYTES, own);
        }
    }

    private Optional<String> compare(Thread thread) {
        int tid = library.c().gettid();
        threads.watch(Set.of(tid));
        try {
            for (int round = 0; round < ROUNDS; round++) {
                asked.incrementAndGet();
                LockSupport.unpark(thread);
                LockSupport.parkNanos(NAP_NANOS);
                if (isNamed(threads.sample(tid, 0, clock.getAsLong()))) {
                    return Optional.empty();
                }
            }
            return Optional.of("a thread waited " + ROUNDS + " times for another one, and that was not named");
        } finally {
            threads.watch(Set.of());
        }
    }

    private boolean isNamed(Optional<ThreadSample> sample) {
        return sample.stream()
                .flatMap(known -> known.interferers().stream())
                .anyMatch(interferer -> interferer.tid() == spinner.get() && interferer.nanos() > 0);
    }

    private void spinWhenAsked() {
        spinner.set(library.c().gettid());
        int done = 0;
        while (asked.get() >= 0) {
            if (asked.get() == done) {
                LockSupport.park();
                continue;
            }
            done = asked.get();
            long start = clock.getAsLong();
            while (asked.get() >= 0 && clock.getAsLong() - start < SPIN_NANOS) {
                Thread.onSpinWait();
            }
        }
    }
}
