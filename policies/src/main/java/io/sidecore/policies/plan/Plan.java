package io.sidecore.policies.plan;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Which worker shall serve which virtqueue.
 *
 * @param assignment every queue that has a worker, in the order of the instance
 * @param moves what differs from the present assignment; a queue that nobody served is no move
 * @param shares what each worker has to do, in the order of the instance
 * @param busiest the load of the busiest worker, as a share of its capacity
 * @param bound what no assignment of the same queues can be below
 * @param conflicts rules that could not be held; empty if the instance is feasible
 * @param explanation a sentence or two for people
 */
public record Plan(
        Map<QueueId, WorkerId> assignment,
        List<Move> moves,
        List<Share> shares,
        double busiest,
        Bound bound,
        List<Conflict> conflicts,
        String explanation) {

    public Plan {
        assignment = Collections.unmodifiableMap(assignment);
        moves = List.copyOf(moves);
        shares = List.copyOf(shares);
        conflicts = List.copyOf(conflicts);
    }

    /** How far the busiest worker is above the bound, as a share of the bound; 0 where the bound is 0. */
    public double gap() {
        return bound.load() > 0 ? Math.max(0, busiest / bound.load() - 1) : 0;
    }

    /** Whether every queue has a worker and every rule holds. */
    public boolean feasible() {
        return conflicts.isEmpty();
    }
}
