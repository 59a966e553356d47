package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.sample.ThreadTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Whether the sched probe counts what it should. Attachable is not firing: a probe that attached but stays silent while
 * work flows, or whose clock is not ours, must not be trusted.
 */
public final class SelfCheck {

    private static final int WANTED = 5;

    /** On a slow machine the first ones may be over before the thread sleeps. */
    private static final int NAPS = 50;

    private static final long SHORTEST_NAP_NANOS = 20_000;
    private static final int DOUBLED_AFTER = 10;

    private SelfCheck() {}

    /**
     * Watches the calling thread while it takes naps, of less than 1 ms in all where the probe counts, and compares.
     *
     * @return what is wrong, in words; absent if the probe counts
     */
    public static Optional<String> failure(SchedThreads threads, BpfLibrary library, LongSupplier clock) {
        int tid = library.c().gettid();
        long started = clock.getAsLong();
        threads.watch(Set.of(tid));
        try {
            Optional<ThreadTimes> times = Optional.empty();
            for (int nap = 0; nap < NAPS && sleeps(times) < WANTED; nap++) {
                LockSupport.parkNanos(SHORTEST_NAP_NANOS << (nap / DOUBLED_AFTER));
                times = threads.read(tid, clock.getAsLong());
            }
            return problem(times, clock.getAsLong() - started);
        } finally {
            threads.watch(Set.of());
        }
    }

    /**
     * Tries what the probe may count besides; what stays silent is not reported from then on.
     *
     * @return what that is, in words
     */
    public static List<String> doubts(SchedThreads threads, BpfLibrary library, LongSupplier clock) {
        List<String> doubts = new ArrayList<>();
        Optional<String> interference = new InterferenceCheck(threads, library, clock).problem();
        interference.ifPresent(problem -> {
            threads.distrustInterferers();
            doubts.add("who runs instead of a worker is not known: " + problem);
        });
        if (threads.countsSoftirqs()) {
            SoftirqCheck.problem(threads, library, clock).ifPresent(problem -> {
                threads.distrustSoftirqs();
                doubts.add("the time that softirqs take from workers is not known: " + problem);
            });
        } else {
            doubts.add("the time that softirqs take from workers is not known: this kernel refuses their tracepoints");
        }
        return doubts;
    }

    private static long sleeps(Optional<ThreadTimes> times) {
        return times.map(known -> known.voluntarySwitches().orElse(0)).orElse(0L);
    }

    static Optional<String> problem(Optional<ThreadTimes> times, long elapsedNanos) {
        if (times.isEmpty()) {
            return Optional.of("it does not see its own thread (is this another PID namespace?)");
        }
        if (sleeps(times) < WANTED) {
            return Optional.of("a thread slept " + NAPS + " times, and it counted " + sleeps(times));
        }
        long run = times.get().runNanos();
        return run > 0 && run <= elapsedNanos
                ? Optional.empty()
                : Optional.of("in " + elapsedNanos + " ns it counted " + run
                        + " ns of CPU time (is this another time namespace?)");
    }
}
