package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Placement;
import io.sidecore.policies.SortedArrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two placements, queue by queue. Both have their queues in the same order, so that none has to be looked up: with thousands
 * of them that would be most of what a comparison costs.
 */
final class SideBySide {

    private SideBySide() {}

    /** Takes in a queue. */
    interface Visitor {

        /**
         * The next queue, in order.
         *
         * @param number where the queue is in the order of the one placement; negative if it is not there
         * @param was the worker that serves it in the one placement; null if it is not there
         * @param is the worker that serves it in the other
         */
        void queue(QueueId queue, int number, @Nullable WorkerId was, WorkerId is);
    }

    /** Shows every queue of the second placement. */
    @SuppressWarnings("ReferenceEquality") // where one was made from the other, the very list
    static void walk(Placement before, Placement after, Visitor visitor) {
        SortedArrays<QueueId, WorkerId> others = SortedArrays.of(before.queues());
        SortedArrays<QueueId, WorkerId> queues = SortedArrays.of(after.queues());
        List<QueueId> keys = queues.keys();
        boolean same = others.keys() == keys;
        int other = 0;
        for (int i = 0; i < keys.size(); i++) {
            QueueId queue = keys.get(i);
            while (!same && other < others.size() && others.keys().get(other).compareTo(queue) < 0) {
                other++;
            }
            other = same ? i : other;
            boolean isThere =
                    same || (other < others.size() && others.keys().get(other).equals(queue));
            visitor.queue(
                    queue,
                    isThere ? other : -1,
                    isThere ? others.inOrder().get(other) : null,
                    queues.inOrder().get(i));
        }
    }
}
