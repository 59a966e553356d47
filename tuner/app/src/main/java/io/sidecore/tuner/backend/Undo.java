package io.sidecore.tuner.backend;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was before a change, as far as the change touches it: enough to bring it back, also by another process later.
 *
 * @param workers how the workers were set; those that are gone are started again under a new name
 * @param queues who served the queues
 * @param strays workers that the change added, to be retired
 */
public record Undo(
        SortedMap<WorkerId, Placement.Setting> workers, SortedMap<QueueId, WorkerId> queues, List<WorkerId> strays) {

    public Undo {
        workers = Collections.unmodifiableSortedMap(new TreeMap<>(workers));
        queues = Collections.unmodifiableSortedMap(new TreeMap<>(queues));
        strays = List.copyOf(strays);
    }

    /** What it will take to undo a decision that is about to be carried out. */
    public static Undo of(Decision decision, Placement before) {
        return decision.match(new Before(before));
    }

    /** The same, after a worker was added. */
    public Undo withStray(WorkerId added) {
        List<WorkerId> all = new ArrayList<>(strays);
        all.add(added);
        return new Undo(workers, queues, all);
    }

    /** What will be done, in words, for the journal. */
    public String inWords() {
        List<String> steps = new ArrayList<>();
        workers.forEach(
                (worker, setting) -> steps.add("set " + worker + " to CPUs " + setting.cpus() + ", " + setting.mode()));
        queues.forEach((queue, worker) -> steps.add("give " + queue + " to " + worker));
        strays.forEach(worker -> steps.add("retire " + worker));
        return steps.isEmpty() ? "nothing to undo" : String.join("; ", steps);
    }

    private record Before(Placement placement) implements Decision.Cases<Undo> {

        @Override
        public Undo hold(Decision.Hold decision) {
            return of(List.of(), List.of());
        }

        @Override
        public Undo attach(Decision.Attach decision) {
            return of(List.of(), decision.queues());
        }

        @Override
        public Undo repin(Decision.Repin decision) {
            return of(List.of(decision.worker()), List.of());
        }

        @Override
        public Undo poll(Decision.Poll decision) {
            return of(List.of(decision.worker()), List.of());
        }

        @Override
        public Undo addWorker(Decision.AddWorker decision) {
            return of(List.of(), decision.takes());
        }

        @Override
        public Undo retireWorker(Decision.RetireWorker decision) {
            List<QueueId> queues = new ArrayList<>();
            decision.workers().forEach(worker -> queues.addAll(placement.queuesOf(worker)));
            return of(decision.workers(), queues);
        }

        @Override
        public Undo arrange(Decision.Arrange decision) {
            List<WorkerId> workers = new ArrayList<>();
            List<QueueId> queues = new ArrayList<>();
            for (Decision step : decision.steps()) {
                Undo undo = step.match(this);
                workers.addAll(undo.workers().keySet());
                queues.addAll(undo.queues().keySet());
            }
            return of(workers, queues);
        }

        private Undo of(Collection<WorkerId> touchedWorkers, Collection<QueueId> touchedQueues) {
            SortedMap<WorkerId, Placement.Setting> workers = new TreeMap<>(placement.workers());
            workers.keySet().retainAll(touchedWorkers);
            SortedMap<QueueId, WorkerId> queues = new TreeMap<>(placement.queues());
            queues.keySet().retainAll(touchedQueues);
            return new Undo(workers, queues, List.of());
        }
    }
}
