package io.sidecore.tuner.trial.result;

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
}
