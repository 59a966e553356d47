package io.sidecore.policies.document;

import java.time.Duration;

/**
 * What keeps a policy calm.
 *
 * @param persistence observations in a row that must ask for a change before it is made, 1 to 1000
 * @param cooldownMillis least time between two kept changes of one rule, 0 or more
 * @param maxFlaps returns to an earlier placement that are allowed within {@code flapWindowMillis}, 0 or more; after
 *     that the policy holds still
 * @param flapWindowMillis see above; 1 or more
 */
public record Guards(int persistence, long cooldownMillis, int maxFlaps, long flapWindowMillis) {
    public Guards {
        if (persistence < 1 || persistence > 1000) {
            throw new IllegalArgumentException("persistence must be in [1,1000]: " + persistence);
        }
        if (cooldownMillis < 0 || maxFlaps < 0 || flapWindowMillis < 1) {
            throw new IllegalArgumentException(
                    "cooldownMillis and maxFlaps must be 0 or more, flapWindowMillis 1 or more: " + cooldownMillis
                            + ", " + maxFlaps + ", " + flapWindowMillis);
        }
        if (cooldownMillis > flapWindowMillis) {
            throw new IllegalArgumentException("cooldownMillis must not exceed flapWindowMillis (" + flapWindowMillis
                    + "), or no flap could ever be seen: " + cooldownMillis);
        }
    }

    public Duration cooldown() {
        return Duration.ofMillis(cooldownMillis);
    }

    public Duration flapWindow() {
        return Duration.ofMillis(flapWindowMillis);
    }
}
