package io.sidecore.policies.fixed;

import java.util.Optional;
import java.util.Set;

/**
 * Guests that may share a worker.
 *
 * @param cgroups theirs, if the design matches cgroups; absent if they are unknown, or do not matter
 * @param node the NUMA node whose CPUs they are to be served on; {@link #ANY_NODE} if any will do
 */
record Kind(Optional<Set<String>> cgroups, int node) {

    static final int ANY_NODE = -1;
}
