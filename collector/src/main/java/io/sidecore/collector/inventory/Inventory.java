package io.sidecore.collector.inventory;

import java.util.List;
import java.util.Optional;

/**
 * What was found on a host at one time. Immutable; names in it are unique.
 *
 * @param cpus online CPUs, ascending
 * @param guests by name
 * @param workers by name
 * @param queues by name
 * @param nicQueues interrupts of network cards
 * @param gaps what could not be looked at
 */
public record Inventory(
        List<HostCpu> cpus,
        List<Guest> guests,
        List<HostWorker> workers,
        List<Virtqueue> queues,
        List<NicQueue> nicQueues,
        List<Gap> gaps) {

    /** Of a host that was not looked at yet. */
    public static final Inventory EMPTY =
            new Inventory(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public Inventory {
        cpus = List.copyOf(cpus);
        guests = List.copyOf(guests);
        workers = List.copyOf(workers);
        queues = List.copyOf(queues);
        nicQueues = List.copyOf(nicQueues);
        gaps = List.copyOf(gaps);
    }

    public Optional<HostWorker> worker(String name) {
        return workers.stream().filter(worker -> worker.name().equals(name)).findFirst();
    }

    public Optional<Guest> guest(String name) {
        return guests.stream().filter(guest -> guest.name().equals(name)).findFirst();
    }
}
