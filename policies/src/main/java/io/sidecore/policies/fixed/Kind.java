package io.sidecore.policies.fixed;

import java.util.Set;

/**
 * Guests that may share a worker.
 *
 * @param cgroups theirs, if the design matches cgroups; else none
 * @param node the NUMA node whose CPUs they are to be served on; {@link #ANY_NODE} if any will do
 */
record Kind(Set<String> cgroups, int node) {

    static final int ANY_NODE = -1;
}
