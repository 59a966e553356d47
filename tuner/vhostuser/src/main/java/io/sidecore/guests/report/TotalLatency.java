package io.sidecore.guests.report;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The latencies of a whole measurement in microseconds; all but the count are null where there were none.
 *
 * @param p999 the 99.9th percentile
 * @param count how many were measured
 */
public record TotalLatency(
        @Nullable Double p50,
        @Nullable Double p90,
        @Nullable Double p99,
        @Nullable Double p999,
        @Nullable Double max,
        @Nullable Double mean,
        long count) {

    static TotalLatency of(Histogram nanos) {
        if (nanos.getTotalCount() == 0) {
            return new TotalLatency(null, null, null, null, null, null, 0);
        }
        return new TotalLatency(
                IntervalLatency.micros((double) nanos.getValueAtPercentile(50)),
                IntervalLatency.micros((double) nanos.getValueAtPercentile(90)),
                IntervalLatency.micros((double) nanos.getValueAtPercentile(99)),
                IntervalLatency.micros((double) nanos.getValueAtPercentile(99.9)),
                IntervalLatency.micros((double) nanos.getMaxValue()),
                IntervalLatency.micros(nanos.getMean()),
                nanos.getTotalCount());
    }
}
