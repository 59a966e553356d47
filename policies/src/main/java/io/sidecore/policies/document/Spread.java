package io.sidecore.policies.document;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a fixed design spreads guests over its workers. */
public enum Spread {
    /** Each to the first worker with room, as in ELVIS's kernel and the RFC of 2015. */
    @JsonProperty("fill")
    FILL,
    /** As many to each worker, as nearly as can be. */
    @JsonProperty("even")
    EVEN,
    /** Like {@code even}, but each virtqueue by itself, and over as many workers as there are CPUs. */
    @JsonProperty("queues")
    QUEUES,
    /**
     * The busiest first, each to the worker with the least load so far. A guest counts with the load at which it was first
     * seen busy, so that the design stands still; until then with none.
     */
    @JsonProperty("load")
    LOAD,
    /**
     * To the CPU with fewest guests among those nearest: on the node of the guest's memory, or else of its vCPUs; there
     * not where its vCPUs run; there not on a sibling of those. Needs workers that are pinned one to a CPU.
     */
    @JsonProperty("near")
    NEAR
}
