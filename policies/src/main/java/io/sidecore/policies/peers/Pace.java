package io.sidecore.policies.peers;

import io.sidecore.policies.NanoClock;
import java.time.Duration;
import java.util.OptionalLong;

/** Says when a period is over, for a policy that is asked more often. */
public final class Pace {

    private final NanoClock clock;
    private final long periodNanos;
    private OptionalLong dueNanos = OptionalLong.empty();

    /** @param period from the first time that it is asked, and from then on */
    public Pace(NanoClock clock, Duration period) {
        this.clock = clock;
        this.periodNanos = period.toNanos();
    }

    /** Whether a period is over, once for each; false the first time. Periods that were slept through are left out. */
    public boolean isDue() {
        long now = clock.nanoTime();
        if (dueNanos.isEmpty()) {
            dueNanos = OptionalLong.of(now + periodNanos);
            return false;
        }
        long late = now - dueNanos.getAsLong();
        if (late < 0) {
            return false;
        }
        // On the grid of periods, so that an observation that comes a little early does not delay all that follow.
        dueNanos = OptionalLong.of(late < periodNanos ? dueNanos.getAsLong() + periodNanos : now + periodNanos);
        return true;
    }

    /** Lets a period begin now; the one that was under way will not be over. */
    public void restart() {
        dueNanos = OptionalLong.of(clock.nanoTime() + periodNanos);
    }

    /** Time until the period is over, 0 or more; before the first one began, a whole period. */
    public Duration left() {
        long left = dueNanos.orElse(clock.nanoTime() + periodNanos) - clock.nanoTime();
        return Duration.ofNanos(Math.max(0, left));
    }
}
