package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.CounterFile;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which queues are in service, and which worker each one belongs to; also those that are away, since they may come back.
 * Its crew lets one thread in at a time.
 */
final class Assignments {

    private final SortedMap<QueueId, WorkerId> assigned = new TreeMap<>();
    private final Map<QueueId, Virtqueue> running = new HashMap<>();

    /** By their slots in the counter file; workers look in here for who has kicked. */
    private final Virtqueue[] bySlot = new Virtqueue[CounterFile.QUEUE_SLOTS];

    Virtqueue[] bySlot() {
        return bySlot;
    }

    /** Every queue in service, and its worker. */
    SortedMap<QueueId, WorkerId> inService() {
        SortedMap<QueueId, WorkerId> placed = new TreeMap<>(assigned);
        placed.keySet().retainAll(running.keySet());
        return placed;
    }

    Collection<Virtqueue> running() {
        return running.values();
    }

    /** The queue of that name, if it is in service. */
    @Nullable
    Virtqueue running(QueueId id) {
        return running.get(id);
    }

    boolean isRunning(Virtqueue queue) {
        return running.get(queue.id()) == queue;
    }

    /** Whose a queue is, or was; null if it was never there. */
    @Nullable
    WorkerId workerOf(QueueId queue) {
        return assigned.get(queue);
    }

    void assign(QueueId queue, WorkerId to) {
        assigned.put(queue, to);
    }

    void start(Virtqueue queue) {
        bySlot[queue.counters().slot()] = queue;
        running.put(queue.id(), queue);
    }

    void stop(Virtqueue queue) {
        running.remove(queue.id());
        bySlot[queue.counters().slot()] = null;
    }

    /** Queues, in service or not, that belong to a worker. */
    List<QueueId> of(WorkerId worker) {
        return assigned.keySet().stream()
                .filter(queue -> worker.equals(assigned.get(queue)))
                .toList();
    }

    /** Queues in service that belong to a worker. */
    List<Virtqueue> servedBy(WorkerId worker) {
        List<Virtqueue> queues = new ArrayList<>(running.values());
        queues.removeIf(queue -> !worker.equals(assigned.get(queue.id())));
        return queues;
    }

    /** Queues in service that a worker owns at this moment. */
    List<Virtqueue> inHandsOf(Worker worker) {
        List<Virtqueue> queues = new ArrayList<>(running.values());
        queues.removeIf(queue -> !queue.isOwnedBy(worker));
        return queues;
    }

    /** The workers that queues of a guest belong to, in the order of these. */
    Set<WorkerId> workersOf(String guest) {
        Set<WorkerId> workers = new LinkedHashSet<>();
        assigned.forEach((queue, worker) -> {
            if (queue.device().equals(guest)) {
                workers.add(worker);
            }
        });
        return workers;
    }

    /** Forgets the queues of a guest that are not in service. Returns the workers that have no queue any more. */
    Set<WorkerId> forget(String guest) {
        Set<WorkerId> left = workersOf(guest);
        assigned.keySet().removeIf(queue -> queue.device().equals(guest) && !running.containsKey(queue));
        left.removeAll(assigned.values());
        return left;
    }
}
