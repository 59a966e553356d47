package io.sidecore.collector.signal.host;

import io.sidecore.collector.sample.Histogram;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Waits of a thread for a CPU that ended in the window.
 *
 * @param waits times that it was given a CPU
 * @param meanNanos of all of them
 * @param histogram each wait; absent where only the sum is kept
 */
public record RunDelay(long waits, double meanNanos, Optional<Histogram> histogram) {

    /** The wait that this share of all waits does not exceed; absent where only the sum is kept. */
    public OptionalLong quantileNanos(double quantile) {
        return histogram.isPresent() ? histogram.get().quantileNanos(quantile) : OptionalLong.empty();
    }
}
