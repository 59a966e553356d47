package io.sidecore.guests.arrivals;

import java.util.SplittableRandom;

/** A law by which frames become due. */
public sealed interface ArrivalProcess permits Poisson, Fixed, OnOff {

    double NANOS_PER_SECOND = 1e9;

    /** More than any guest can send; a rate above it is a mistake in its unit. */
    double MAX_PER_SECOND = 1e8;

    /** Begins a run. Equal states of {@code random} make equal runs. */
    Arrivals begin(SplittableRandom random);

    /** How many frames become due per second in the long run. */
    double meanPerSecond();

    /** Checks a rate. */
    static double requireRate(double packetsPerSecond) {
        if (!(packetsPerSecond > 0 && packetsPerSecond <= MAX_PER_SECOND)) {
            throw new IllegalArgumentException("packetsPerSecond must be in (0,1e8]: " + packetsPerSecond);
        }
        return packetsPerSecond;
    }

    /** Draws from the exponential distribution; the unit is that of the mean. */
    static double exponential(SplittableRandom random, double mean) {
        return -Math.log(1 - random.nextDouble()) * mean; // nextDouble is in [0,1), so the argument is never 0
    }
}
