package io.sidecore.policies;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a change would change. Guests that get company on their worker, or lose it, are not in it.
 *
 * @param workers those there are now that would be set otherwise, be retired, get a queue or lose one
 * @param queues those that would be served by another worker
 * @param guests those of these queues, and those whose worker would be set otherwise
 */
public record Touched(SortedSet<WorkerId> workers, SortedSet<QueueId> queues, SortedSet<String> guests) {

    public Touched {
        workers = Collections.unmodifiableSortedSet(new TreeSet<>(workers));
        queues = Collections.unmodifiableSortedSet(new TreeSet<>(queues));
        guests = Collections.unmodifiableSortedSet(new TreeSet<>(guests));
    }

    /** What a decision would change. */
    public static Touched by(Decision decision, Placement before) {
        Placement after = before.after(decision);
        Set<WorkerId> set = new TreeSet<>();
        before.workers().forEach((worker, setting) -> {
            if (!setting.equals(after.workers().get(worker))) {
                set.add(worker);
            }
        });
        SortedSet<WorkerId> workers = new TreeSet<>(set);
        SortedSet<QueueId> queues = new TreeSet<>();
        SortedSet<String> guests = new TreeSet<>();
        before.queues().forEach((queue, worker) -> {
            WorkerId then = after.queues().get(queue);
            if (!worker.equals(then)) {
                queues.add(queue);
                workers.add(worker);
                if (then != null && before.workers().containsKey(then)) {
                    workers.add(then);
                }
            }
            if (!worker.equals(then) || set.contains(worker)) {
                guests.add(queue.device());
            }
        });
        return new Touched(workers, queues, guests);
    }
}
