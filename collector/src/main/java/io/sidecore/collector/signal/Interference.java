package io.sidecore.collector.signal;

/** Share of a window that a worker was runnable but not running, because its CPU ran something else, 0..1. */
public record Interference(double waiting) {
    public Interference {
        if (!(waiting >= 0 && waiting <= 1)) {
            throw new IllegalArgumentException("waiting must be in [0,1]: " + waiting); // also NaN
        }
    }
}
