package io.sidecore.collector.discovery;

import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.host.WorkerCounts;
import io.sidecore.collector.inventory.Gap;
import java.util.List;

/**
 * What workers in user space count of themselves and of their virtqueues, by the names that the last scan gave them.
 *
 * @param workers those of backends and of poll-mode threads
 * @param queues those of backends
 * @param gaps what could not be read
 */
public record UserSpaceCounts(List<WorkerCounts> workers, List<VirtqueueSample> queues, List<Gap> gaps) {
    public UserSpaceCounts {
        workers = List.copyOf(workers);
        queues = List.copyOf(queues);
        gaps = List.copyOf(gaps);
    }
}
