package io.sidecore.policies.plan;

import io.sidecore.collector.inventory.WorkerId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A worker that virtqueues are assigned to.
 *
 * @param node its NUMA node; absent if it may run on several, so that no guest is far from it
 * @param cpu the CPU that it is pinned to; absent if it is not
 * @param capacity what it can serve, as a multiple of a plain worker, above 0
 * @param isolatedFor the class of guests that it is set aside for; absent if it is for all but those with workers of
 *     their own
 * @param cgroups the set of cgroups that it is bound to; absent if it takes that of the first guest it serves
 */
public record PlanWorker(
        WorkerId worker,
        OptionalInt node,
        OptionalInt cpu,
        double capacity,
        Optional<String> isolatedFor,
        Optional<String> cgroups) {

    public PlanWorker {
        if (!(capacity > 0 && capacity <= 1e6)) {
            throw new IllegalArgumentException(
                    "capacity of " + worker + " must be above 0 and at most 1e6: " + capacity);
        }
    }
}
