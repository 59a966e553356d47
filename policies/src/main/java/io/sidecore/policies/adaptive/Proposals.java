package io.sidecore.policies.adaptive;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import io.sidecore.policies.document.Parameters.Adaptive;
import io.sidecore.policies.guard.HandsOff;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is worth a thought now: what rules propose, and arrangements of all that is free to be changed, or the planner's on a
 * {@link LargeHost}; where guests are {@link Suspects}, also of what is left without some of them.
 */
final class Proposals {

    private final Host host;
    private final Arrangements arrangements;
    private final Planned planned;
    private final Map<String, Rule> rules;
    private final HandsOff.Claims claims;
    private final Suspects suspects;

    Proposals(
            Host host,
            Adaptive limits,
            CgroupSets sets,
            Map<String, Rule> rules,
            HandsOff.Claims claims,
            Suspects suspects) {
        this.host = host;
        this.arrangements = new Arrangements(host, limits.spinMicros(), limits.maxLoad(), sets);
        this.planned = new Planned(host, limits);
        this.rules = new LinkedHashMap<>(rules);
        this.claims = claims;
        this.suspects = suspects;
    }

    /** Each by its kind. */
    List<Map.Entry<String, Decision>> of(Situation here, Observation now, Placement current) {
        List<Map.Entry<String, Decision>> all = new ArrayList<>();
        boolean large = LargeHost.is(host, here);
        rules.forEach((name, rule) -> {
            if (!large || !Planned.INSTEAD_OF.contains(name)) {
                rule.propose(here).ifPresent(decision -> all.add(Map.entry(name, decision)));
            }
        });
        Placement free = claims.free(current);
        arrange(large, here, now, free, "", all);
        for (Placement part : suspects.parts(free)) {
            arrange(large, here, now, part, " for " + Text.list(part.devices()), all);
        }
        return all;
    }

    private void arrange(
            boolean large,
            Situation here,
            Observation now,
            Placement part,
            String whom,
            List<Map.Entry<String, Decision>> to) {
        if (large) {
            to.addAll(planned.of(here, now, part));
        } else if (!part.workers().isEmpty()) {
            for (Arrangement arrangement : arrangements.of(here, part)) {
                Reason reason = Reason.of(arrangement.name() + whom + "; now " + here.summary());
                arrangement.from(part, reason).ifPresent(decision -> to.add(Map.entry(arrangement.name(), decision)));
            }
        }
    }
}
