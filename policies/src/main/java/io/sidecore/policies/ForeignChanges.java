package io.sidecore.policies;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What somebody else changed between two looks at a placement that ought to be equal. Guests and workers that came or
 * went are none of it, nor is a queue whose worker is gone.
 *
 * @param workers workers that are set otherwise, and how
 * @param queues queues that were moved, and to whom
 */
public record ForeignChanges(SortedMap<WorkerId, Placement.Setting> workers, SortedMap<QueueId, WorkerId> queues) {

    public ForeignChanges {
        workers = Collections.unmodifiableSortedMap(new TreeMap<>(workers));
        queues = Collections.unmodifiableSortedMap(new TreeMap<>(queues));
    }

    /**
     * Compares.
     *
     * @param left the placement as we left it
     * @param found the placement as it is now
     */
    public static ForeignChanges between(Placement left, Placement found) {
        SortedMap<WorkerId, Placement.Setting> workers = new TreeMap<>();
        found.workers().forEach((worker, setting) -> {
            if (!setting.equals(left.workers().getOrDefault(worker, setting))) {
                workers.put(worker, setting);
            }
        });
        SortedMap<QueueId, WorkerId> queues = new TreeMap<>();
        found.queues().forEach((queue, worker) -> {
            WorkerId before = left.queues().getOrDefault(queue, worker);
            if (!worker.equals(before) && found.workers().containsKey(before)) {
                queues.put(queue, worker);
            }
        });
        return new ForeignChanges(workers, queues);
    }

    public boolean isEmpty() {
        return workers.isEmpty() && queues.isEmpty();
    }

    /** The changes in words, each worker's or queue's by itself. */
    public String inWords() {
        StringJoiner words = new StringJoiner("; ");
        workers.forEach((worker, setting) -> words.add(inWords(worker, setting)));
        queues.forEach((queue, worker) -> words.add(inWords(queue, worker)));
        return words.toString();
    }

    public static String inWords(WorkerId worker, Placement.Setting setting) {
        return "somebody set " + worker + " to CPUs " + setting.cpus() + ", " + setting.mode();
    }

    public static String inWords(QueueId queue, WorkerId worker) {
        return "somebody moved " + queue + " to " + worker;
    }
}
