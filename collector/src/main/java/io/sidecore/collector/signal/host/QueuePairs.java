package io.sidecore.collector.signal.host;

import static io.sidecore.collector.host.VirtqueueCounter.BUSY_NANOS;
import static io.sidecore.collector.host.VirtqueueCounter.BUSY_POLL_NANOS;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.VirtqueueTable;
import io.sidecore.collector.inventory.Virtqueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The virtqueues that two samples have in common, and what their workers did for them. */
final class QueuePairs {

    private final VirtqueueTable older;
    private final VirtqueueTable newer;
    private final QueueGrowth growth;
    private final long elapsedNanos;
    private final List<QueueObservation> observations;
    private final Map<String, WorkerTurns> turns = new HashMap<>();
    /** Of virtqueues without a worker, and workers without a virtqueue: nothing is added, and the ratio stays 1. */
    private final WorkerTurns none = new WorkerTurns();

    private QueuePairs(VirtqueueTable older, VirtqueueTable newer, long elapsedNanos) {
        this.older = older;
        this.newer = newer;
        this.elapsedNanos = elapsedNanos;
        growth = new QueueGrowth(newer.size());
        observations = new ArrayList<>(newer.size());
    }

    static QueuePairs of(HostSample older, HostSample newer, List<String> leftOut) {
        QueuePairs pairs = new QueuePairs(
                VirtqueueTable.of(older.queues()),
                VirtqueueTable.of(newer.queues()),
                newer.atNanos() - older.atNanos());
        Lookup<String, Virtqueue> found = new Lookup<>(newer.inventory().queues(), Virtqueue::name);
        pairs.match(found, leftOut);
        return pairs;
    }

    /** While nothing comes or goes between two samples, a virtqueue has the same row in both. */
    private void match(Lookup<String, Virtqueue> found, List<String> leftOut) {
        Map<String, Integer> rowsBefore = null;
        for (int row = 0; row < newer.size(); row++) {
            String name = newer.name(row);
            int before = row;
            if (rowsBefore != null || row >= older.size() || !older.name(row).equals(name)) {
                rowsBefore = rowsBefore == null ? rows(older) : rowsBefore;
                before = rowsBefore.getOrDefault(name, -1);
            }
            Virtqueue queue = found.find(name);
            if (before < 0 || queue == null || older.generation(before) != newer.generation(row)) {
                leftOut.add("virtqueue " + name);
            } else {
                add(queue, before, row);
            }
        }
    }

    private static Map<String, Integer> rows(VirtqueueTable table) {
        Map<String, Integer> rows = new HashMap<>(2 * table.size());
        for (int row = 0; row < table.size(); row++) {
            rows.putIfAbsent(table.name(row), row);
        }
        return rows;
    }

    private void add(Virtqueue queue, int olderRow, int newerRow) {
        int row = observations.size();
        growth.add(older, olderRow, newer, newerRow);
        Optional<String> worker = queue.worker();
        WorkerTurns done = none;
        if (worker.isPresent()) {
            done = turns.computeIfAbsent(worker.get(), name -> new WorkerTurns());
            done.add(growth.get(row, BUSY_NANOS), growth.get(row, BUSY_POLL_NANOS));
        }
        observations.add(new QueueObservation(queue, newer.generation(newerRow), growth, row, elapsedNanos, done));
    }

    /** What a worker did for its queues. */
    WorkerTurns turns(String worker) {
        return turns.getOrDefault(worker, none);
    }

    List<QueueObservation> observations() {
        return observations;
    }
}
