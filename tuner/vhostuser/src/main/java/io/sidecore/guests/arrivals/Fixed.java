package io.sidecore.guests.arrivals;

import java.util.SplittableRandom;

/**
 * Arrivals at equal gaps. The first falls anywhere within one gap, lest all flows of one rate send at the same moment.
 *
 * @param packetsPerSecond the rate
 */
public record Fixed(double packetsPerSecond) implements ArrivalProcess {

    public Fixed {
        ArrivalProcess.requireRate(packetsPerSecond);
    }

    @Override
    public Arrivals begin(SplittableRandom random) {
        double gapNanos = NANOS_PER_SECOND / packetsPerSecond;
        double firstNanos = random.nextDouble() * gapNanos;
        return new Arrivals() {
            private long count;

            @Override
            public long nextNanos() {
                return (long) (firstNanos + count++ * gapNanos); // a product, since a sum would drift
            }
        };
    }

    @Override
    public double meanPerSecond() {
        return packetsPerSecond;
    }
}
