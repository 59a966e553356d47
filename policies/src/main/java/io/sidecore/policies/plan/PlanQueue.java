package io.sidecore.policies.plan;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.Optional;

/**
 * A virtqueue to assign.
 *
 * @param load the share of a worker of capacity 1 that it needs on its guest's own node, 0 or more; 1 is a whole worker
 * @param worker who serves it now; absent if nobody does
 * @param pinned whether an administrator fixed it to that worker: it is not moved, and its load counts
 */
public record PlanQueue(QueueId queue, double load, Optional<WorkerId> worker, boolean pinned) {

    public PlanQueue {
        if (!(load >= 0 && load <= 1e6)) {
            throw new IllegalArgumentException("load of " + queue + " must be in [0,1e6]: " + load);
        }
        if (pinned && worker.isEmpty()) {
            throw new IllegalArgumentException(queue + " is pinned to no worker; name the worker that serves it");
        }
    }
}
