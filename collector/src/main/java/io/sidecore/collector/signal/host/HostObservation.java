package io.sidecore.collector.signal.host;

import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Inventory;
import java.time.Duration;
import java.util.List;

/**
 * What two samples of a host imply.
 *
 * @param atNanos monotonic time of the newer sample
 * @param atEpochMillis its time of day, for people
 * @param window time between the two
 * @param inventory what there was at the end
 * @param workers those that were there all the time
 * @param queues likewise
 * @param guests likewise
 * @param cpus likewise
 * @param cgroups likewise
 * @param leftOut names of what came, went or began anew within the window, and is not in the lists for that
 * @param gaps what could not be measured
 */
public record HostObservation(
        long atNanos,
        long atEpochMillis,
        Duration window,
        Inventory inventory,
        List<WorkerObservation> workers,
        List<QueueObservation> queues,
        List<GuestObservation> guests,
        List<CpuObservation> cpus,
        List<CgroupObservation> cgroups,
        List<String> leftOut,
        List<Gap> gaps) {

    public HostObservation {
        workers = List.copyOf(workers);
        queues = List.copyOf(queues);
        guests = List.copyOf(guests);
        cpus = List.copyOf(cpus);
        cgroups = List.copyOf(cgroups);
        leftOut = List.copyOf(leftOut);
        gaps = List.copyOf(gaps);
    }
}
