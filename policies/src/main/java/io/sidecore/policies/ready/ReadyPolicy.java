package io.sidecore.policies.ready;

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
import io.sidecore.policies.peers.iocm.IocmPolicy;
import io.sidecore.policies.peers.ovs.OvsPolicy;
import io.sidecore.policies.peers.spdk.SpdkPolicy;
import java.util.List;

/**
 * A policy with its guards, ready to decide on one host. It remembers: make a new one for each run.
 *
 * @param document what it was made from
 * @param policy asks this for decisions
 * @param feedback must be told what became of them
 */
public record ReadyPolicy(PolicyDocument document, Policy policy, Feedback feedback) {

    /**
     * Makes it.
     *
     * @throws io.sidecore.policies.document.PolicyException if the policy cannot be used on this host
     */
    public static ReadyPolicy of(PolicyDocument document, Host host, NanoClock clock) {
        Parameters parameters = document.parameters();
        String name = document.name();
        if (parameters instanceof Parameters.Fixed fixed) {
            return guarded(document, new FixedPolicy(name, fixed, host), clock);
        }
        if (parameters instanceof Parameters.Iocm iocm) {
            return guarded(document, new IocmPolicy(name, iocm, host, clock), clock);
        }
        if (parameters instanceof Parameters.OvsAutoLb ovs) {
            return guarded(document, new OvsPolicy(name, ovs, host, clock), clock);
        }
        if (parameters instanceof Parameters.SpdkDynamic spdk) {
            return guarded(document, new SpdkPolicy(name, spdk, host, clock), clock);
        }
        AdaptivePolicy policy = new AdaptivePolicy(document, host, clock);
        return new ReadyPolicy(document, policy, policy.feedback());
    }

    private static ReadyPolicy guarded(PolicyDocument document, Policy design, NanoClock clock) {
        Guards guards = document.guards();
        Cooldown calm = new Cooldown(clock, guards.cooldown(), new Persistence(guards.persistence(), design));
        HandsOff policy = new HandsOff(new HandsOff.Claims(), calm);
        return new ReadyPolicy(document, policy, Feedback.toAll(List.of(calm, policy)));
    }
}
