package io.sidecore.policies;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Virtqueue to worker to CPU, plus each worker's polling mode. Immutable and comparable.
 *
 * @param workers every worker, also those without queues
 * @param queues every virtqueue and the worker that serves it
 */
public record Placement(SortedMap<WorkerId, Setting> workers, SortedMap<QueueId, WorkerId> queues) {

    /**
     * How a worker is set.
     *
     * @param cpus the CPUs that it may run on
     * @param mode what it does when idle
     */
    public record Setting(CpuSet cpus, PollMode mode) {}

    public Placement {
        workers = SortedArrays.of(workers);
        queues = SortedArrays.of(queues);
        Set<WorkerId> known = new HashSet<>(workers.keySet()); // in which thousands of queues are looked up sooner
        for (Map.Entry<QueueId, WorkerId> queue : queues.entrySet()) {
            if (!known.contains(queue.getValue())) {
                throw new IllegalArgumentException(queue.getKey() + " is placed on " + queue.getValue()
                        + ", which is no worker of " + workers.keySet());
            }
        }
    }

    /**
     * How a worker is set.
     *
     * @throws IllegalArgumentException if it is no worker of this placement
     */
    public Setting setting(WorkerId worker) {
        Setting setting = workers.get(worker);
        if (setting == null) {
            throw new IllegalArgumentException(worker + " is no worker of " + workers.keySet());
        }
        return setting;
    }

    /** The queues that a worker serves, in order of name. */
    public List<QueueId> queuesOf(WorkerId worker) {
        return queues.entrySet().stream()
                .filter(queue -> queue.getValue().equals(worker))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The queues of a device, in order of name. */
    public List<QueueId> queuesOf(String device) {
        // In that order a device's queues are together, so that a host with thousands of them is not searched for each.
        return queues.tailMap(new QueueId(device, QueueId.Direction.RX, 0)).keySet().stream()
                .takeWhile(queue -> queue.device().equals(device))
                .toList();
    }

    /** What a decision would make of it; workers that it adds get names of their own. */
    public Placement after(Decision decision) {
        return Carried.out(decision, this);
    }

    /** The devices that have queues, in order of name. */
    public List<String> devices() {
        return queues.keySet().stream().map(QueueId::device).distinct().toList();
    }
}
