package io.sidecore.vhostuser.control;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.List;

/**
 * What a backend answers to {@code list}.
 *
 * @param workers every worker
 * @param queues every virtqueue
 * @param counters the path of its counter file
 * @param introductions how often something new became known of a guest so far: only if it is another number is there a
 *     reason to ask for the guests again. 0 of a backend that does not tell
 */
public record Listing(List<Worker> workers, List<Queue> queues, String counters, long introductions) {

    /**
     * A worker as it is set.
     *
     * @param tid its kernel thread id
     */
    public record Worker(WorkerId worker, int tid, CpuSet cpus, PollMode mode) {}

    /** A virtqueue and the worker that serves it. */
    public record Queue(QueueId queue, WorkerId worker) {}

    public Listing {
        workers = List.copyOf(workers);
        queues = List.copyOf(queues);
    }
}
