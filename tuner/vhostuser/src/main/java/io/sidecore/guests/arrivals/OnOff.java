package io.sidecore.guests.arrivals;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Bursts: Poisson arrivals while on, none while off. It begins with an on period.
 *
 * @param packetsPerSecond the mean rate while on
 * @param on the mean length of an on period
 * @param off the mean length of an off period
 * @param periods whether periods vary
 */
public record OnOff(double packetsPerSecond, Duration on, Duration off, Periods periods) implements ArrivalProcess {

    /** How the lengths of periods are distributed. */
    public enum Periods {
        FIXED,
        EXPONENTIAL
    }

    public OnOff {
        ArrivalProcess.requireRate(packetsPerSecond);
        if (on.isZero() || on.isNegative() || off.isNegative()) {
            throw new IllegalArgumentException(
                    "an on period must be longer than 0 and an off period not shorter: on " + on + ", off " + off);
        }
    }

    @Override
    public Arrivals begin(SplittableRandom random) {
        return new Run(random);
    }

    @Override
    public double meanPerSecond() {
        double onNanos = on.toNanos();
        return packetsPerSecond * onNanos / (onNanos + off.toNanos());
    }

    /**
     * Arrivals are Poisson on a clock that stands still while off. The exponential gap has no memory, so one that spans
     * an off period is as good as one drawn anew.
     */
    private final class Run implements Arrivals {
        private final SplittableRandom random;
        private double onClockNanos;
        private double onEndsNanos;
        private double offSoFarNanos;

        Run(SplittableRandom random) {
            this.random = random;
            this.onEndsNanos = periodNanos(on);
        }

        @Override
        public long nextNanos() {
            onClockNanos += ArrivalProcess.exponential(random, NANOS_PER_SECOND / packetsPerSecond);
            while (onClockNanos >= onEndsNanos) {
                offSoFarNanos += periodNanos(off);
                onEndsNanos += periodNanos(on);
            }
            return (long) (onClockNanos + offSoFarNanos);
        }

        private double periodNanos(Duration mean) {
            return periods == Periods.FIXED
                    ? mean.toNanos()
                    : ArrivalProcess.exponential(random, (double) mean.toNanos());
        }
    }
}
