package io.sidecore.collector.host;

import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Inventory;
import java.util.List;

/**
 * Raw monotonic counters of a host with the time they were read. Two of them make a window; a recording is a row of them.
 *
 * @param atNanos monotonic clock
 * @param atEpochMillis time of day, for people
 * @param inventory what there was; the same object in many samples while nothing changes
 * @param threads workers and vCPUs, as the scheduler saw them
 * @param workers what workers count of themselves: backend and PMD threads
 * @param queues virtqueues
 * @param vcpus virtual CPUs, as KVM saw them
 * @param guests what is counted for a guest as a whole
 * @param cgroups those of workers and guests
 * @param cpus online CPUs
 * @param gaps what could not be measured at this time
 */
public record HostSample(
        long atNanos,
        long atEpochMillis,
        Inventory inventory,
        List<ThreadSample> threads,
        List<WorkerCounts> workers,
        List<VirtqueueSample> queues,
        List<VcpuSample> vcpus,
        List<GuestSample> guests,
        List<CgroupSample> cgroups,
        List<CpuSample> cpus,
        List<Gap> gaps) {

    public HostSample {
        threads = List.copyOf(threads);
        workers = List.copyOf(workers);
        queues = VirtqueueTable.of(queues);
        vcpus = List.copyOf(vcpus);
        guests = List.copyOf(guests);
        cgroups = List.copyOf(cgroups);
        cpus = List.copyOf(cpus);
        gaps = List.copyOf(gaps);
    }
}
