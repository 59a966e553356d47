package io.sidecore.guests.arrivals;

import java.util.SplittableRandom;

/**
 * Arrivals that know nothing of each other, as those of many users do: gaps are exponential.
 *
 * @param packetsPerSecond the mean rate
 */
public record Poisson(double packetsPerSecond) implements ArrivalProcess {

    public Poisson {
        ArrivalProcess.requireRate(packetsPerSecond);
    }

    @Override
    public Arrivals begin(SplittableRandom random) {
        double meanGapNanos = NANOS_PER_SECOND / packetsPerSecond;
        return new Arrivals() {
            private double atNanos;

            @Override
            public long nextNanos() {
                atNanos += ArrivalProcess.exponential(random, meanGapNanos);
                return (long) atNanos;
            }
        };
    }

    @Override
    public double meanPerSecond() {
        return packetsPerSecond;
    }
}
