package io.sidecore.collector.host;

import java.util.OptionalLong;

/**
 * What a worker in user space counts of itself.
 *
 * @param worker its name
 * @param generation differs from an older sample's if the counters began anew
 * @param unit of the three times
 * @param busy time in turns that found work
 * @param empty time in turns that found none: polling
 * @param sleeping time asleep by its own count; absent if it does not count that
 * @param packets frames that it moved; absent if it does not count them
 */
public record WorkerCounts(
        String worker, long generation, Unit unit, long busy, long empty, OptionalLong sleeping, OptionalLong packets) {

    /** Units of time that workers count in. */
    public enum Unit {
        NANOS,
        /** Cycles of the time stamp counter: good for shares only. */
        CYCLES
    }
}
