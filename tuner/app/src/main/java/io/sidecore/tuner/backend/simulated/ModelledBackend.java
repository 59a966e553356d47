package io.sidecore.tuner.backend.simulated;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.tuner.backend.Actuation;
import io.sidecore.tuner.backend.Backend;
import io.sidecore.tuner.backend.Capability;
import io.sidecore.tuner.backend.Undo;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A backend whose workers exist in memory only, so that it can do everything: decisions in terms of four steps. */
public abstract class ModelledBackend implements Backend {

    /** Starts a worker without queues, and names it. */
    protected abstract WorkerId add(Placement.Setting setting);

    /** Sets a worker. */
    protected abstract void set(WorkerId worker, Placement.Setting setting);

    /** Gives a queue to a worker. Does nothing if the queue has gone. */
    protected abstract void move(QueueId queue, WorkerId to);

    /** Stops a worker, which has no queues. */
    protected abstract void remove(WorkerId worker);

    @Override
    public final Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    private Optional<Actuation> done(Decision decision, Undo undo) {
        return Optional.of(new Actuation(decision, undo, this));
    }

    @Override
    public final Optional<Actuation> attach(Decision.Attach decision) {
        Undo undo = Undo.of(decision, placement());
        decision.queues().forEach(queue -> move(queue, decision.worker()));
        return done(decision, undo);
    }

    @Override
    public final Optional<Actuation> repin(Decision.Repin decision) {
        Placement before = placement();
        WorkerId worker = decision.worker();
        set(
                worker,
                new Placement.Setting(decision.cpus(), before.setting(worker).mode()));
        return done(decision, Undo.of(decision, before));
    }

    @Override
    public final Optional<Actuation> poll(Decision.Poll decision) {
        Placement before = placement();
        WorkerId worker = decision.worker();
        set(worker, new Placement.Setting(before.setting(worker).cpus(), decision.mode()));
        return done(decision, Undo.of(decision, before));
    }

    @Override
    public final Optional<Actuation> addWorker(Decision.AddWorker decision) {
        Undo undo = Undo.of(decision, placement());
        WorkerId added = add(new Placement.Setting(decision.cpus(), decision.mode()));
        decision.takes().forEach(queue -> move(queue, added));
        return done(decision, undo.withStray(added));
    }

    @Override
    public final Optional<Actuation> retireWorker(Decision.RetireWorker decision) {
        Undo undo = Undo.of(decision, placement());
        decision.workers().forEach(worker -> retire(worker, decision.heir()));
        return done(decision, undo);
    }

    private void retire(WorkerId worker, WorkerId heir) {
        placement().queuesOf(worker).forEach(queue -> move(queue, heir));
        remove(worker);
    }

    @Override
    public final void undo(Undo undo) {
        Map<WorkerId, WorkerId> renamed = new HashMap<>();
        undo.workers().forEach((worker, setting) -> {
            if (placement().workers().containsKey(worker)) {
                set(worker, setting);
            } else {
                renamed.put(worker, add(setting));
            }
        });
        undo.queues().forEach((queue, worker) -> move(queue, renamed.getOrDefault(worker, worker)));
        for (WorkerId stray : undo.strays()) {
            if (placement().workers().containsKey(stray)) {
                retire(stray, other(stray));
            }
        }
    }

    private WorkerId other(WorkerId than) {
        return placement().workers().keySet().stream()
                .filter(worker -> !worker.equals(than))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(than + " is the only worker, and cannot be retired"));
    }
}
