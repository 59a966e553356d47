package io.sidecore.collector.discovery;

import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostCpu;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.NicQueue;
import io.sidecore.collector.inventory.Virtqueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** An inventory while it is made. */
final class Draft {

    private final Gaps gaps = new Gaps();
    private final UniqueNames workerNames = new UniqueNames();
    private final UniqueNames queueNames = new UniqueNames();
    private final List<Guest> guests = new ArrayList<>();
    private final List<HostWorker> workers = new ArrayList<>();
    private final List<Virtqueue> queues = new ArrayList<>();

    Gaps gaps() {
        return gaps;
    }

    /** Takes a worker's name, so that no other gets it. */
    String takeWorkerName(String wanted) {
        return workerNames.take(wanted);
    }

    String takeQueueName(String wanted) {
        return queueNames.take(wanted);
    }

    void add(Guest guest) {
        guests.add(guest);
    }

    void add(HostWorker worker) {
        workers.add(worker);
    }

    void add(Virtqueue queue) {
        queues.add(queue);
    }

    Inventory finish(List<HostCpu> cpus, List<NicQueue> nicQueues) {
        guests.sort(Comparator.comparing(Guest::name));
        workers.sort(Comparator.comparing(HostWorker::name));
        queues.sort(Comparator.comparing(Virtqueue::name));
        return new Inventory(cpus, guests, workers, queues, nicQueues, gaps.list());
    }
}
