package io.sidecore.policies.guard;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import java.util.List;

/** Asks one policy after the other and takes the first change; if none wants one, the first hold that gives a reason. */
public final class FirstOf implements Policy {

    /** What a policy answers that sees nothing to do: where another holds for a reason, that is the answer. */
    public static final Decision.Hold NOTHING = new Decision.Hold(Reason.of("nothing to do"));

    private final List<Policy> policies;

    public FirstOf(List<Policy> policies) {
        this.policies = List.copyOf(policies);
    }

    @Override
    public Decision decide(Observation now, Placement current) {
        Decision hold = NOTHING;
        for (Policy policy : policies) {
            Decision decision = policy.decide(now, current);
            if (!(decision instanceof Decision.Hold)) {
                return decision;
            }
            if (hold.equals(NOTHING)) {
                hold = decision;
            }
        }
        return hold;
    }
}
