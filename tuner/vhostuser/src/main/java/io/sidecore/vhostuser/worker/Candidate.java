package io.sidecore.vhostuser.worker;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.WorkerId;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A worker that a device may get.
 *
 * @param id its name
 * @param cpus where it may run
 * @param node the NUMA node that all its CPUs are on; empty if they are on several, or that is not known
 * @param guests those that it serves, and where they are at home
 * @param queues how many queues it serves
 */
record Candidate(WorkerId id, CpuSet cpus, OptionalInt node, Map<String, Origin> guests, long queues) {

    boolean isNear(Origin origin) {
        return origin.node().isEmpty() || node.isEmpty() || origin.node().equals(node);
    }

    /** Whether all its guests have these cgroups; or, where these are unknown, whether none of theirs are known. */
    boolean matches(Origin origin) {
        return guests.values().stream().allMatch(guest -> guest.cgroups().equals(origin.cgroups()));
    }
}
