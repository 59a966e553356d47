package io.sidecore.collector.signal;

/** Share of a window that a worker spent on work that guests asked for, 0..1. */
public record Saturation(double busy) {
    public Saturation {
        if (!(busy >= 0 && busy <= 1)) {
            throw new IllegalArgumentException("busy must be in [0,1]: " + busy); // also NaN
        }
    }
}
