package io.sidecore.tuner.record;

import io.sidecore.tuner.trial.TrialClock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Regular times at which something is done. Those that pass while it is being done are left out and counted. */
public final class Cadence {

    /** How long a wish to stop may go unnoticed. */
    private static final long PAUSE_NANOS = 50_000_000;

    private final TrialClock clock;
    private long intervalNanos;
    private long nextNanos;
    private long missed;

    /** The first time is now. */
    public Cadence(TrialClock clock, Duration interval) {
        this.clock = clock;
        this.intervalNanos = interval.toNanos();
        this.nextNanos = clock.nanos();
    }

    /** Another interval, from now on. */
    public void every(Duration interval) {
        intervalNanos = interval.toNanos();
        nextNanos = clock.nanos() + intervalNanos;
    }

    /** How long until the next time; 0 or less if it is due. */
    public long leftNanos() {
        return nextNanos - clock.nanos();
    }

    /** How many times were left out. */
    public long missed() {
        return missed;
    }

    /** To be called when a time has come, before it is used: sets the next one. */
    public void begin() {
        long late = Math.max(0, clock.nanos() - nextNanos);
        missed += late / intervalNanos;
        nextNanos += (1 + late / intervalNanos) * intervalNanos;
    }

    /**
     * Waits for the next time.
     *
     * @param stop ends the wait early
     * @return false if it was stopped
     */
    public boolean await(BooleanSupplier stop) {
        for (long left = leftNanos(); left > 0 && !stop.getAsBoolean(); left = leftNanos()) {
            clock.pause(Duration.ofNanos(Math.min(left, PAUSE_NANOS)));
        }
        if (stop.getAsBoolean()) {
            return false;
        }
        begin();
        return true;
    }
}
