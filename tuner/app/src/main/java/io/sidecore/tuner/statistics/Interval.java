package io.sidecore.tuner.statistics;

/** The values that the data allow, both ends included. */
public record Interval(double low, double high) {
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("not an interval: " + low + " to " + high); // also NaN
        }
    }

    public boolean contains(double value) {
        return value >= low && value <= high;
    }

    /** Whether all of it lies in {@code other}. */
    public boolean within(Interval other) {
        return low >= other.low && high <= other.high;
    }
}
