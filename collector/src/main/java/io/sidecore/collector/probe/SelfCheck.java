package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.sample.ThreadTimes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Whether the sched probe counts what it should. Attachable is not firing: a probe that attached but stays silent while
 * work flows, or whose clock is not ours, must not be trusted.
 */
public final class SelfCheck {

    /** A prime, so that it is not some other count by chance. */
    private static final int NAPS = 5;

    private static final long NAP_NANOS = 20_000;

    private SelfCheck() {}

    /**
     * Watches the calling thread while it takes some naps, of about 1 ms in all, and compares.
     *
     * @return what is wrong, in words; absent if the probe counts
     */
    public static Optional<String> failure(SchedThreads threads, BpfLibrary library, LongSupplier clock) {
        int tid = library.c().gettid();
        long started = clock.getAsLong();
        threads.watch(Set.of(tid));
        for (int i = 0; i < NAPS; i++) {
            LockSupport.parkNanos(NAP_NANOS);
        }
        long ended = clock.getAsLong();
        Optional<ThreadTimes> times = threads.read(tid, ended);
        threads.watch(Set.of());
        if (times.isEmpty()) {
            return Optional.of("it does not see thread " + tid + " (is this another PID namespace?)");
        }
        return problem(times.get(), ended - started);
    }

    static Optional<String> problem(ThreadTimes times, long elapsedNanos) {
        if (times.slices() < NAPS || times.voluntarySwitches().orElse(0) < NAPS) {
            return Optional.of("a thread slept " + NAPS + " times, and it counted "
                    + times.voluntarySwitches().orElse(0));
        }
        if (times.runNanos() <= 0 || times.runNanos() > elapsedNanos) {
            return Optional.of("in " + elapsedNanos + " ns it counted " + times.runNanos()
                    + " ns of CPU time (is this another time namespace?)");
        }
        return Optional.empty();
    }
}
