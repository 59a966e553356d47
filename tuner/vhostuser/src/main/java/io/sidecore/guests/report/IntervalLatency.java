package io.sidecore.guests.report;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of one interval in microseconds; all but the count are null where there were none.
 *
 * @param count how many were measured
 */
public record IntervalLatency(
        @Nullable Double p50,
        @Nullable Double p99,
        @Nullable Double max,
        long count) {

    static IntervalLatency of(Histogram nanos) {
        if (nanos.getTotalCount() == 0) {
            return new IntervalLatency(null, null, null, 0);
        }
        return new IntervalLatency(
                micros((double) nanos.getValueAtPercentile(50)),
                micros((double) nanos.getValueAtPercentile(99)),
                micros((double) nanos.getMaxValue()),
                nanos.getTotalCount());
    }

    static double micros(double nanos) {
        return Math.round(nanos) / 1000.0; // to the nanosecond
    }
}
