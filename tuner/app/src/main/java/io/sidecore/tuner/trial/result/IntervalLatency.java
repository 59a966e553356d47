package io.sidecore.tuner.trial.result;

/**
 * Request latency in one interval, in microseconds, from the moment that a request was meant to be sent.
 *
 * @param count requests, at least 1
 */
public record IntervalLatency(double p50, double p99, double max, long count) {
    public IntervalLatency {
        Checks.notNegative("p50", p50);
        Checks.notNegative("p99", p99);
        Checks.notNegative("max", max);
        if (count < 1) {
            throw new IllegalArgumentException("latency of no requests");
        }
    }
}
