package io.sidecore.policies.guard;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import java.util.ArrayList;
import java.util.List;

/** Asks one policy after the other and takes the first change; if none wants one, the holds that give a reason. */
public final class FirstOf implements Policy {

    /** What a policy answers that sees nothing to do: it is left out where others have more to say. */
    public static final Decision.Hold NOTHING = new Decision.Hold(Reason.of("nothing to do"));

    private final List<Policy> policies;

    public FirstOf(List<Policy> policies) {
        this.policies = List.copyOf(policies);
    }

    @Override
    public Decision decide(Observation now, Placement current) {
        List<String> holds = new ArrayList<>();
        for (Policy policy : policies) {
            Decision decision = policy.decide(now, current);
            if (!(decision instanceof Decision.Hold)) {
                return decision;
            }
            if (!decision.equals(NOTHING)) {
                holds.add(decision.reason().text());
            }
        }
        return holds.isEmpty() ? NOTHING : new Decision.Hold(Reason.of(String.join("; ", holds)));
    }
}
