package io.sidecore.policies.fixed;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Text;
import io.sidecore.policies.document.Parameters.Fixed;
import io.sidecore.policies.document.PolicyException;
import io.sidecore.policies.document.Spread;
import io.sidecore.policies.goal.Target;
import java.util.List;

/**
 * A design that is set once: how many guests to a worker and which, its mode, its pin. Takes one step at a time towards
 * the placement that it wants, also after guests came or went. Looks at loads only to spread by load, and then once.
 */
public final class FixedPolicy implements Policy {

    private final String name;
    private final Fixed parameters;
    private final Grouping grouping;
    private final Partition partition;
    private final Sizes sizes = new Sizes();

    /**
     * @param name what reasons call the policy
     * @throws PolicyException if it pins workers to a CPU that the host does not have
     */
    public FixedPolicy(String name, Fixed parameters, Host host) {
        this.name = name;
        this.parameters = parameters;
        this.grouping = new Grouping(parameters, host);
        this.partition = new Partition(parameters, host);
    }

    @Override
    public Decision decide(Observation now, Placement current) {
        if (current.queues().isEmpty()) {
            return new Decision.Hold(Reason.of(name + ": there are no guests"));
        }
        Target target = target(now, current);
        return target.firstStep(name, current).orElseGet(() -> asWanted(target));
    }

    private Target target(Observation now, Placement current) {
        if (!parameters.groups().isEmpty()) {
            return partition.listed(current);
        }
        if (parameters.spread() == Spread.LOAD) {
            return partition.byLoad(current, sizes.of(now, current));
        }
        return parameters.spread() == Spread.NEAR ? partition.near(current) : grouping.arrange(current);
    }

    private Decision asWanted(Target target) {
        boolean apart = parameters.spread() == Spread.QUEUES;
        List<Integer> sizes = target.groups().stream()
                .map(group -> apart ? group.queues().size() : group.guests().size())
                .toList();
        int most = sizes.stream().mapToInt(Integer::intValue).max().orElse(0);
        long served = target.groups().stream()
                .flatMap(group -> group.queues().stream())
                .map(queue -> apart ? queue.toString() : queue.device())
                .distinct()
                .count();
        int limit = apart ? most : Math.max(most, parameters.guestsPerWorker());
        return new Decision.Hold(Reason.of(name + ": placement is as the policy wants: "
                + Text.count((int) served, apart ? "virtqueue" : "guest") + " on "
                + Text.count(target.groups().size(), "worker") + ", at most " + limit + " each, set to "
                + parameters.mode()));
    }
}
