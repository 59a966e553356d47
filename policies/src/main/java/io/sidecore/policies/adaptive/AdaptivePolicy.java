package io.sidecore.policies.adaptive;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Feedback;
import io.sidecore.policies.Host;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.document.Guards;
import io.sidecore.policies.document.Judging;
import io.sidecore.policies.document.Parameters.Adaptive;
import io.sidecore.policies.document.PolicyDocument;
import io.sidecore.policies.document.PolicyException;
import io.sidecore.policies.guard.Cooldown;
import io.sidecore.policies.guard.FirstOf;
import io.sidecore.policies.guard.FlapBudget;
import io.sidecore.policies.guard.HandsOff;
import io.sidecore.policies.guard.Persistence;
import io.sidecore.policies.guard.Price;
import io.sidecore.policies.guard.Refusals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Our own policy. First come the rules that get out of harm's way, one after the other: retire workers without guests; get
 * along with, or away from, what else runs on a CPU. Each has its own persistence, cooldown and price, so that a change that
 * failed leaves the turn to the next.
 *
 * <p>If none of them wants anything, {@link Chooser} looks at all arrangements and at what the other rules propose, and takes
 * what its model expects most of: worker count, placement, polling and pinning together. Over that is the flap budget;
 * getting out of harm's way is never refused.
 */
public final class AdaptivePolicy implements Policy {

    private static final Map<String, Rule> URGENT = ordered(
            Map.entry("retire", new RetireEmpty()),
            Map.entry("leave contended core", new LeaveContendedCore()),
            Map.entry("stop contended polling", new StopContendedPolling()),
            Map.entry("unpin", new Unpin()));
    private static final Map<String, Rule> OTHERS = ordered(
            Map.entry("poll less", new PollLess()),
            Map.entry("poll", new Poll()),
            Map.entry("spin", new Spin()),
            Map.entry("balance", new Balance()));

    private final Sight sight;
    private final NanoClock clock;
    private final Policy policy;
    private final HandsOff.Claims claims;
    private final Refusals refusals;
    private final Chooser chooser;
    private final List<Feedback> listeners = new ArrayList<>();

    /**
     * @param document one of kind {@code adaptive}
     * @throws PolicyException if the document is of another kind, or says nothing about judging
     */
    public AdaptivePolicy(PolicyDocument document, Host host, NanoClock clock) {
        if (!(document.parameters() instanceof Adaptive adaptive)) {
            throw new PolicyException(document.name() + ": /kind is not \"adaptive\"");
        }
        Judging judging = document.judge()
                .orElseThrow(() -> new PolicyException(
                        document.name() + ": /judge is missing; want one, to tell which changes helped"));
        this.sight = new Sight(host.cores(), adaptive);
        this.clock = clock;
        this.claims = new HandsOff.Claims();
        this.refusals = new Refusals(clock);
        listeners.add(refusals);
        Policy urgent = firstOf(URGENT, document.guards(), judging);
        chooser = new Chooser(sight, adaptive, document.objective(), judging, host, OTHERS, claims, refusals, clock);
        Cooldown calm = new Cooldown(clock, document.guards().cooldown(), chooser);
        FlapBudget others = new FlapBudget(
                clock, document.guards(), new Persistence(document.guards().persistence(), calm));
        listeners.add(calm);
        listeners.add(chooser);
        HandsOff all = new HandsOff(claims, new FirstOf(List.of(urgent, others)));
        listeners.add(others);
        listeners.add(all);
        this.policy = all;
    }

    @Override
    public Decision decide(Observation now, Placement current) {
        return policy.decide(now, current);
    }

    @Override
    public OptionalDouble expectedGain(Decision decision) {
        return chooser.expectedGain(decision);
    }

    /** Must be told what became of each decision. */
    public Feedback feedback() {
        return Feedback.toAll(listeners);
    }

    private Policy firstOf(Map<String, Rule> rules, Guards guards, Judging judging) {
        List<Policy> guarded = new ArrayList<>();
        rules.forEach((name, rule) -> {
            Policy allowed = refusals.respecting(claims.respecting(new RulePolicy(rule, sight)));
            Cooldown calm = new Cooldown(clock, guards.cooldown(), allowed);
            Price priced = new Price(name, clock, judging, calm);
            listeners.add(calm);
            listeners.add(priced);
            guarded.add(new Persistence(guards.persistence(), priced));
        });
        return new FirstOf(guarded);
    }

    @SafeVarargs
    private static Map<String, Rule> ordered(Map.Entry<String, Rule>... rules) {
        Map<String, Rule> ordered = new LinkedHashMap<>();
        for (Map.Entry<String, Rule> rule : rules) {
            ordered.put(rule.getKey(), rule.getValue());
        }
        return ordered;
    }
}
