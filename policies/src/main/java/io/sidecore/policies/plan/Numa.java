package io.sidecore.policies.plan;

/** How far a worker may be from the memory of the guests that it serves. */
public enum Numa {
    /** Nodes do not matter. */
    NONE,
    /** On the guest's own node only. */
    HARD,
    /**
     * On the guest's own node, unless no worker there may serve it or the node is overloaded; the load of a queue that
     * is served from another node is multiplied by a factor.
     */
    SOFT
}
