package io.sidecore.policies.adaptive;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.guard.FirstOf;

/** One rule as a policy of its own, so that guards can wrap it. */
record RulePolicy(Rule rule, Sight sight) implements Policy {

    @Override
    public Decision decide(Observation now, Placement current) {
        return rule.propose(sight.of(now, current)).orElse(FirstOf.NOTHING);
    }
}
