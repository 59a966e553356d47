package io.sidecore.policies.ready;

import io.sidecore.policies.Cores;
import io.sidecore.policies.Feedback;
import io.sidecore.policies.Host;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Policy;
import io.sidecore.policies.adaptive.AdaptivePolicy;
import io.sidecore.policies.document.Guards;
import io.sidecore.policies.document.Parameters;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.fixed.FixedPolicy;
import io.sidecore.policies.guard.Cooldown;
import io.sidecore.policies.guard.HandsOff;
import io.sidecore.policies.guard.Persistence;
import java.util.List;

/**
 * A policy with its guards, ready to decide on one host. It remembers: make a new one for each run.
 *
 * @param document what it was made from
 * @param policy asks this for decisions
 * @param feedback must be told what became of them
 */
public record ReadyPolicy(PolicyDocument document, Policy policy, Feedback feedback) {

    public static ReadyPolicy of(PolicyDocument document, Host host, NanoClock clock) {
        if (document.parameters() instanceof Parameters.Fixed parameters) {
            return fixed(document, parameters, host.cores(), clock);
        }
        AdaptivePolicy policy = new AdaptivePolicy(document, host, clock);
        return new ReadyPolicy(document, policy, policy.feedback());
    }

    private static ReadyPolicy fixed(
            PolicyDocument document, Parameters.Fixed parameters, Cores cores, NanoClock clock) {
        Guards guards = document.guards();
        Policy design = new FixedPolicy(document.name(), parameters, cores);
        Cooldown calm = new Cooldown(clock, guards.cooldown(), new Persistence(guards.persistence(), design));
        HandsOff policy = new HandsOff(new HandsOff.Claims(), calm);
        return new ReadyPolicy(document, policy, Feedback.toAll(List.of(calm, policy)));
    }
}
