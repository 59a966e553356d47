package io.sidecore.policies;

import io.sidecore.collector.inventory.CpuSet;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a policy may know of a guest besides its traffic: where it is at home, and whom it may share a worker with.
 *
 * @param cgroups the cgroups that its I/O is accounted to; guests of different sets are not to share a worker where the
 *     policy matches cgroups. An empty set if it is in none but the root; absent if unknown
 * @param node the NUMA node of its memory; absent if unknown, or spread
 * @param vcpus the CPUs that its vCPUs may run on; absent if unknown
 */
public record GuestFacts(Optional<Set<String>> cgroups, OptionalInt node, Optional<CpuSet> vcpus) {

    /** Nothing is known. */
    public static final GuestFacts UNKNOWN = new GuestFacts(Optional.empty(), OptionalInt.empty(), Optional.empty());

    public GuestFacts {
        cgroups = cgroups.map(set -> Collections.unmodifiableSet(new TreeSet<>(set)));
    }
}
