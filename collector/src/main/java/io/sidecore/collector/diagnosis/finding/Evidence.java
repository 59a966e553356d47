package io.sidecore.collector.diagnosis.finding;

/**
 * One number that a finding rests on.
 *
 * @param measure what it is, in snake case without its unit, as in {@code runnable_median}
 * @param value in {@code unit}
 * @param windows how many windows it is of
 * @param text the same in words
 */
public record Evidence(String measure, double value, Unit unit, int windows, String text) {

    /** Units, as metrics write them. */
    public enum Unit {
        RATIO,
        NANOSECONDS,
        PER_SECOND,
        CPUS,
        COUNT
    }

    public Evidence {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(measure + " must be a number: " + value);
        }
    }
}
