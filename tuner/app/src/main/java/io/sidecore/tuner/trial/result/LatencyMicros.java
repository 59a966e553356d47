package io.sidecore.tuner.trial.result;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Request latency over the measured seconds, in microseconds, from the moment that a request was meant to be sent: a
 * request that waits because those before it were slow counts its wait (no coordinated omission).
 *
 * @param p999 the 99.9th percentile
 * @param count requests, at least 1
 */
public record LatencyMicros(double p50, double p90, double p99, double p999, double max, double mean, long count) {
    public LatencyMicros {
        Checks.notNegative("p50", p50);
        Checks.notNegative("p90", p90);
        Checks.notNegative("p99", p99);
        Checks.notNegative("p999", p999);
        Checks.notNegative("max", max);
        Checks.notNegative("mean", mean);
        if (count < 1) {
            throw new IllegalArgumentException("latency of no requests");
        }
    }

    /** The mean of several runs, 1 or more; counts are summed, and the longest request stays the longest. */
    static LatencyMicros mean(List<LatencyMicros> runs) {
        return new LatencyMicros(
                mean(runs, LatencyMicros::p50),
                mean(runs, LatencyMicros::p90),
                mean(runs, LatencyMicros::p99),
                mean(runs, LatencyMicros::p999),
                runs.stream().mapToDouble(LatencyMicros::max).max().orElseThrow(),
                mean(runs, LatencyMicros::mean),
                runs.stream().mapToLong(LatencyMicros::count).sum());
    }

    private static double mean(List<LatencyMicros> runs, ToDoubleFunction<LatencyMicros> value) {
        return runs.stream().mapToDouble(value).average().orElseThrow();
    }
}
