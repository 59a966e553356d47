package io.sidecore.policies;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a backend would make of a decision. */
record Carried(Placement before) implements Decision.Cases<Placement> {

    @Override
    public Placement hold(Decision.Hold decision) {
        return before;
    }

    @Override
    public Placement attach(Decision.Attach decision) {
        return moved(before.workers(), decision.queues(), decision.worker());
    }

    @Override
    public Placement repin(Decision.Repin decision) {
        return set(
                decision.worker(),
                new Placement.Setting(
                        decision.cpus(), before.setting(decision.worker()).mode()));
    }

    @Override
    public Placement poll(Decision.Poll decision) {
        return set(
                decision.worker(),
                new Placement.Setting(before.setting(decision.worker()).cpus(), decision.mode()));
    }

    @Override
    public Placement addWorker(Decision.AddWorker decision) {
        WorkerId added = newName();
        SortedMap<WorkerId, Placement.Setting> workers = new TreeMap<>(before.workers());
        workers.put(added, new Placement.Setting(decision.cpus(), decision.mode()));
        return moved(workers, decision.takes(), added);
    }

    @Override
    public Placement retireWorker(Decision.RetireWorker decision) {
        SortedMap<QueueId, WorkerId> queues = new TreeMap<>(before.queues());
        queues.replaceAll((queue, worker) -> decision.workers().contains(worker) ? decision.heir() : worker);
        SortedMap<WorkerId, Placement.Setting> workers = new TreeMap<>(before.workers());
        workers.keySet().removeAll(decision.workers());
        return new Placement(workers, queues);
    }

    private Placement set(WorkerId worker, Placement.Setting setting) {
        SortedMap<WorkerId, Placement.Setting> workers = new TreeMap<>(before.workers());
        workers.put(worker, setting);
        return new Placement(workers, before.queues());
    }

    private Placement moved(SortedMap<WorkerId, Placement.Setting> workers, List<QueueId> moved, WorkerId worker) {
        SortedMap<QueueId, WorkerId> queues = new TreeMap<>(before.queues());
        moved.forEach(queue -> queues.put(queue, worker));
        return new Placement(workers, queues);
    }

    @Override
    public Placement arrange(Decision.Arrange decision) {
        Placement after = before;
        for (Decision step : decision.steps()) {
            after = after.after(step);
        }
        return after;
    }

    /** The backend will choose another, but none that is in use. */
    private WorkerId newName() {
        int number = before.workers().size();
        while (before.workers().containsKey(new WorkerId("a" + number))) {
            number++;
        }
        return new WorkerId("a" + number);
    }
}
