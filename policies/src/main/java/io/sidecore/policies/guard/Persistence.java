package io.sidecore.policies.guard;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;

/** Lets a change through only when the policy has asked for one in so many observations in a row. */
public final class Persistence implements Policy {

    private final int wanted;
    private final Policy inner;
    private int seen;

    /** @param wanted observations in a row, 1 or more; 1 lets every change through */
    public Persistence(int wanted, Policy inner) {
        if (wanted < 1) {
            throw new IllegalArgumentException("persistence must be 1 or more: " + wanted);
        }
        this.wanted = wanted;
        this.inner = inner;
    }

    @Override
    public Decision decide(Observation now, Placement current) {
        Decision decision = inner.decide(now, current);
        if (decision instanceof Decision.Hold) {
            seen = 0;
            return decision;
        }
        seen = Math.min(seen + 1, wanted);
        if (seen < wanted) {
            return new Decision.Hold(Reason.of(
                    "wants this for " + seen + " of " + wanted + " observations in a row: " + decision.reason()));
        }
        return decision;
    }
}
