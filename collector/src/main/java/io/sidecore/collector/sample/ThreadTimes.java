package io.sidecore.collector.sample;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the scheduler says of one thread since some fixed moment: counters, to be subtracted.
 *
 * @param source who counted
 * @param runNanos time on a CPU
 * @param runDelayNanos time runnable but not running
 * @param slices times that it was given a CPU
 * @param voluntarySwitches times that it gave the CPU up to wait; absent where the source does not tell
 * @param involuntarySwitches times that the CPU was taken from it; absent where the source does not tell
 * @param runDelay each wait for a CPU; absent where the source keeps only the sum
 */
public record ThreadTimes(
        Source source,
        long runNanos,
        long runDelayNanos,
        long slices,
        OptionalLong voluntarySwitches,
        OptionalLong involuntarySwitches,
        Optional<Histogram> runDelay) {

    /** Where thread times come from. */
    public enum Source {
        /** {@code sched.bpf.c}. */
        BPF,
        /** {@code /proc/PID/task/TID/schedstat}: sums only. */
        SCHEDSTAT
    }
}
