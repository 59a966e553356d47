package io.sidecore.policies;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a backend would make of a decision. The steps of an arrangement are carried out one after the other on one copy of the
 * placement: a copy for each of them would cost as much as there are queues, times steps.
 */
final class Carried implements Decision.Cases<Carried> {

    private final SortedMap<WorkerId, Placement.Setting> workers;
    private final SortedArrays<QueueId, WorkerId> before;

    /** Who serves the queues that were there before, in their order. */
    private final List<WorkerId> servers;

    private final SortedMap<QueueId, WorkerId> added = new TreeMap<>();

    private Carried(Placement before) {
        this.workers = new TreeMap<>(before.workers());
        this.before = SortedArrays.of(before.queues());
        this.servers = new ArrayList<>(this.before.inOrder());
    }

    static Placement out(Decision decision, Placement before) {
        if (decision instanceof Decision.Hold) {
            return before;
        }
        Carried after = decision.match(new Carried(before));
        return new Placement(after.workers, after.queues());
    }

    private SortedMap<QueueId, WorkerId> queues() {
        SortedMap<QueueId, WorkerId> moved = before.with(servers);
        if (added.isEmpty()) {
            return moved;
        }
        SortedMap<QueueId, WorkerId> all = new TreeMap<>(moved);
        all.putAll(added);
        return all;
    }

    @Override
    public Carried hold(Decision.Hold decision) {
        return this;
    }

    @Override
    public Carried attach(Decision.Attach decision) {
        return move(decision.queues(), decision.worker());
    }

    @Override
    public Carried repin(Decision.Repin decision) {
        Placement.Setting setting = setting(decision.worker());
        workers.put(decision.worker(), new Placement.Setting(decision.cpus(), setting.mode()));
        return this;
    }

    @Override
    public Carried poll(Decision.Poll decision) {
        Placement.Setting setting = setting(decision.worker());
        workers.put(decision.worker(), new Placement.Setting(setting.cpus(), decision.mode()));
        return this;
    }

    @Override
    public Carried addWorker(Decision.AddWorker decision) {
        WorkerId added = newName();
        workers.put(added, new Placement.Setting(decision.cpus(), decision.mode()));
        return move(decision.takes(), added);
    }

    @Override
    public Carried retireWorker(Decision.RetireWorker decision) {
        Set<WorkerId> retired = new HashSet<>(decision.workers());
        servers.replaceAll(worker -> retired.contains(worker) ? decision.heir() : worker);
        added.replaceAll((queue, worker) -> retired.contains(worker) ? decision.heir() : worker);
        workers.keySet().removeAll(retired);
        return this;
    }

    @Override
    public Carried arrange(Decision.Arrange decision) {
        decision.steps().forEach(step -> step.match(this));
        return this;
    }

    private Placement.Setting setting(WorkerId worker) {
        Placement.Setting setting = workers.get(worker);
        if (setting == null) {
            throw new IllegalArgumentException(worker + " is no worker of " + workers.keySet());
        }
        return setting;
    }

    private Carried move(Collection<QueueId> moved, WorkerId worker) {
        for (QueueId queue : moved) {
            int index = before.indexOf(queue);
            if (index >= 0) {
                servers.set(index, worker);
            } else {
                added.put(queue, worker);
            }
        }
        return this;
    }

    /** The backend will choose another, but none that is in use. */
    private WorkerId newName() {
        int number = workers.size();
        while (workers.containsKey(new WorkerId("a" + number))) {
            number++;
        }
        return new WorkerId("a" + number);
    }
}
