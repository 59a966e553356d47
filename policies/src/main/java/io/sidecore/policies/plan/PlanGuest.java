package io.sidecore.policies.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A guest whose virtqueues are assigned.
 *
 * @param node the NUMA node of its memory; absent if unknown, or spread: then every worker is near
 * @param cgroups the set of cgroups that its I/O is accounted to, as one name; guests of different names share no worker
 *     where the rules match cgroups
 * @param isolation its class; guests of a class share workers with nobody outside of it. Absent if it is in none
 * @param together whether one worker must serve all its queues
 */
public record PlanGuest(
        String name,
        OptionalInt node,
        String cgroups,
        Optional<String> isolation,
        boolean together,
        List<PlanQueue> queues) {

    public PlanGuest {
        queues = List.copyOf(queues);
    }
}
