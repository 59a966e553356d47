package io.sidecore.tuner.backend.vhostuser;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.topology.CpuTopology;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.tuner.backend.Actuation;
import io.sidecore.tuner.backend.Backend;
import io.sidecore.tuner.backend.Capability;
import io.sidecore.tuner.backend.Undo;
import io.sidecore.vhostuser.control.BackendClient;
import io.sidecore.vhostuser.control.BackendException;
import io.sidecore.vhostuser.control.Listing;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The embedded vhost-user backend: can do everything. It runs in its own process, and goes on as it is if this one dies.
 */
public final class VhostUserBackend implements Backend {

    private final BackendClient client;
    private final HostFiles files;
    private final KnownGuests guests;

    /** @param client is closed along with this */
    public VhostUserBackend(BackendClient client) {
        this(client, HostFiles.ofThisHost(), System::nanoTime);
    }

    /**
     * The same on another host, and at another time.
     *
     * @param clock monotonic, in nanoseconds
     */
    VhostUserBackend(BackendClient client, HostFiles files, LongSupplier clock) {
        this.client = client;
        this.files = files;
        this.guests = new KnownGuests(client, files, clock);
    }

    /** The host as a policy sees it. What is known of the guests is as of the last {@link #placement}. */
    public Host host(Cores cores) {
        return Host.of(cores, new CpuTopology(files).cpus(), guests::of);
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public Placement placement() {
        Listing listing = client.list();
        guests.keepUp(listing.introductions());
        SortedMap<WorkerId, Placement.Setting> workers = new TreeMap<>();
        for (Listing.Worker worker : listing.workers()) {
            workers.put(worker.worker(), new Placement.Setting(worker.cpus(), worker.mode()));
        }
        SortedMap<QueueId, WorkerId> queues = new TreeMap<>();
        for (Listing.Queue queue : listing.queues()) {
            queues.put(queue.queue(), queue.worker());
        }
        return new Placement(workers, queues);
    }

    @Override
    public Optional<Actuation> attach(Decision.Attach decision) {
        Undo undo = Undo.of(decision, placement());
        return carryOut(decision, undo, () -> attach(decision.queues(), decision.worker()));
    }

    @Override
    public Optional<Actuation> repin(Decision.Repin decision) {
        Undo undo = Undo.of(decision, placement());
        return carryOut(decision, undo, () -> client.pin(decision.worker(), decision.cpus()));
    }

    @Override
    public Optional<Actuation> poll(Decision.Poll decision) {
        Undo undo = Undo.of(decision, placement());
        return carryOut(decision, undo, () -> client.mode(decision.worker(), decision.mode()));
    }

    @Override
    public Optional<Actuation> addWorker(Decision.AddWorker decision) {
        Undo before = Undo.of(decision, placement());
        WorkerId added = client.addWorker(decision.cpus(), decision.mode());
        return carryOut(decision, before.withStray(added), () -> attach(decision.takes(), added));
    }

    @Override
    public Optional<Actuation> retireWorker(Decision.RetireWorker decision) {
        Undo undo = Undo.of(decision, placement());
        return carryOut(
                decision,
                undo,
                () -> decision.workers().forEach(worker -> client.retireWorker(worker, decision.heir())));
    }

    private Optional<Actuation> carryOut(Decision decision, Undo undo, Runnable steps) {
        try {
            steps.run();
        } catch (BackendException e) {
            try {
                undo(undo);
            } catch (BackendException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
        return Optional.of(new Actuation(decision, undo, this));
    }

    /** A queue whose guest left since the decision is no reason to fail: the others still want to move. */
    private void attach(Collection<QueueId> queues, WorkerId worker) {
        for (QueueId queue : queues) {
            try {
                client.attach(queue, worker);
            } catch (BackendException e) {
                if (placement().queues().containsKey(queue)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void undo(Undo undo) {
        new Restoration(client, placement()).restore(undo);
    }

    @Override
    public void close() {
        client.close();
    }
}
