package io.sidecore.collector.signal.host;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.inventory.Virtqueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The virtqueues that two samples have in common, and what their workers did for them. */
final class QueuePairs {

    private final List<Virtqueue> queues;
    private final List<QueueCounts> counts;
    private final Map<String, WorkerTurns> turns = new HashMap<>();

    private QueuePairs(int capacity) {
        queues = new ArrayList<>(capacity);
        counts = new ArrayList<>(capacity);
    }

    static QueuePairs of(HostSample older, HostSample newer, List<String> leftOut) {
        QueuePairs pairs = new QueuePairs(newer.queues().size());
        Lookup<String, VirtqueueSample> before = new Lookup<>(older.queues(), VirtqueueSample::queue);
        Lookup<String, Virtqueue> found = new Lookup<>(newer.inventory().queues(), Virtqueue::name);
        for (VirtqueueSample now : newer.queues()) {
            VirtqueueSample was = before.find(now.queue());
            Virtqueue queue = found.find(now.queue());
            if (was == null || queue == null || was.generation() != now.generation()) {
                leftOut.add("virtqueue " + now.queue());
            } else {
                pairs.add(queue, QueueCounts.between(was, now));
            }
        }
        return pairs;
    }

    private void add(Virtqueue queue, QueueCounts count) {
        queues.add(queue);
        counts.add(count);
        if (queue.worker().isPresent()) {
            turns.merge(queue.worker().get(), WorkerTurns.UNKNOWN.plus(count), (sum, ignored) -> sum.plus(count));
        }
    }

    /** What a worker did for its queues. */
    WorkerTurns turns(String worker) {
        return turns.getOrDefault(worker, WorkerTurns.UNKNOWN);
    }

    List<QueueObservation> observations(WorkerWindows workers, long elapsedNanos) {
        List<QueueObservation> list = new ArrayList<>(queues.size());
        for (int i = 0; i < queues.size(); i++) {
            Virtqueue queue = queues.get(i);
            String worker = queue.worker().orElse("");
            list.add(new QueueObservation(
                    queue, counts.get(i), elapsedNanos, turns(worker).workNanos(), workers.cpuPerTurn(worker)));
        }
        return list;
    }
}
