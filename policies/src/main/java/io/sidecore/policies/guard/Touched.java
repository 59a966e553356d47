package io.sidecore.policies.guard;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which workers and queues a decision would change. */
final class Touched implements Decision.Cases<Optional<Touched.Objects>> {

    record Objects(List<WorkerId> workers, List<QueueId> queues) {}

    private final Placement current;

    Touched(Placement current) {
        this.current = current;
    }

    @Override
    public Optional<Objects> hold(Decision.Hold decision) {
        return Optional.empty();
    }

    @Override
    public Optional<Objects> attach(Decision.Attach decision) {
        return Optional.of(new Objects(List.of(), decision.queues()));
    }

    @Override
    public Optional<Objects> repin(Decision.Repin decision) {
        return Optional.of(new Objects(List.of(decision.worker()), List.of()));
    }

    @Override
    public Optional<Objects> poll(Decision.Poll decision) {
        return Optional.of(new Objects(List.of(decision.worker()), List.of()));
    }

    @Override
    public Optional<Objects> addWorker(Decision.AddWorker decision) {
        return Optional.of(new Objects(List.of(), decision.takes()));
    }

    @Override
    public Optional<Objects> retireWorker(Decision.RetireWorker decision) {
        List<QueueId> queues = new ArrayList<>();
        decision.workers().forEach(worker -> queues.addAll(current.queuesOf(worker)));
        return Optional.of(new Objects(decision.workers(), queues));
    }

    @Override
    public Optional<Objects> arrange(Decision.Arrange decision) {
        List<WorkerId> workers = new ArrayList<>();
        List<QueueId> queues = new ArrayList<>();
        decision.steps()
                .forEach(step -> step.match(this).ifPresent(touched -> {
                    workers.addAll(touched.workers());
                    queues.addAll(touched.queues());
                }));
        return Optional.of(new Objects(workers, queues));
    }
}
