package io.sidecore.collector.discovery;

import io.sidecore.collector.host.CgroupSample;
import io.sidecore.collector.host.CpuSample;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.host.WorkerCounts;
import io.sidecore.collector.inventory.Gap;
import java.util.List;

/**
 * What is counted without probes, by the names that the last scan gave; times of threads aside.
 *
 * @param workers what workers in user space count of themselves: those of backends, and poll-mode threads
 * @param queues what backends count of their virtqueues
 * @param cgroups those of guests and workers, and all above them
 * @param cpus online CPUs
 * @param gaps what could not be read
 */
public record HostCounts(
        List<WorkerCounts> workers,
        List<VirtqueueSample> queues,
        List<CgroupSample> cgroups,
        List<CpuSample> cpus,
        List<Gap> gaps) {
    public HostCounts {
        workers = List.copyOf(workers);
        queues = List.copyOf(queues);
        cgroups = List.copyOf(cgroups);
        cpus = List.copyOf(cpus);
        gaps = List.copyOf(gaps);
    }
}
