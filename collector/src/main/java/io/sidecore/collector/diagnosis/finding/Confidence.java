package io.sidecore.collector.diagnosis.finding;

/**
 * How sure a finding is.
 *
 * @param why what makes it so sure, or keeps it from being surer
 */
public record Confidence(Level level, String why) {

    /** From the least to the most. */
    public enum Level {
        LOW,
        MEDIUM,
        HIGH;

        /** The lesser of the two. */
        public Level and(Level other) {
            return compareTo(other) <= 0 ? this : other;
        }
    }
}
