package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How all guests could be served: so many workers, where, how, and whose.
 *
 * @param name what reasons call it
 * @param workers each with its guests
 */
record Arrangement(String name, List<Worker> workers) {

    /** One worker of it. */
    record Worker(CpuSet cpus, PollMode mode, List<Guest> guests) {}

    /**
     * The steps that lead there with the fewest moves: each worker that there is takes the part of the arrangement that it
     * has most of already; what is left is given to new workers, or retired. Empty if nothing has to be done.
     */
    Optional<Decision> from(Placement current, Reason reason) {
        Map<Worker, WorkerId> filled = filled(current);
        Set<WorkerId> staying = new HashSet<>(filled.values());
        List<Decision> steps = new ArrayList<>();
        for (Worker worker : workers) {
            if (!filled.containsKey(worker)) {
                steps.add(new Decision.AddWorker(worker.cpus, worker.mode, queues(worker), reason));
            }
        }
        filled.forEach((worker, id) -> {
            List<QueueId> moved = queues(worker).stream()
                    .filter(queue -> !id.equals(current.queues().get(queue)))
                    .toList();
            if (!moved.isEmpty()) {
                steps.add(new Decision.Attach(moved, id, reason));
            }
            if (!current.setting(id).cpus().equals(worker.cpus)) {
                steps.add(new Decision.Repin(id, worker.cpus, reason));
            }
            if (!current.setting(id).mode().equals(worker.mode)) {
                steps.add(new Decision.Poll(id, worker.mode, reason));
            }
        });
        List<WorkerId> left = current.workers().keySet().stream()
                .filter(id -> !staying.contains(id))
                .toList();
        if (!left.isEmpty()) {
            steps.add(new Decision.RetireWorker(left, filled.values().iterator().next(), reason));
        }
        if (steps.size() == 1) {
            return Optional.of(steps.get(0));
        }
        return steps.isEmpty() ? Optional.empty() : Optional.of(new Decision.Arrange(steps, reason));
    }

    private static List<QueueId> queues(Worker worker) {
        return worker.guests.stream().flatMap(guest -> guest.queues().stream()).toList();
    }

    /** Which worker takes which part, best matches first; at least one does. */
    private Map<Worker, WorkerId> filled(Placement current) {
        record Match(Worker worker, WorkerId id, double worth) {}
        List<Match> matches = new ArrayList<>();
        for (Worker worker : workers) {
            Map<WorkerId, Double> shared = worker.guests.stream()
                    .collect(Collectors.groupingBy(Guest::worker, Collectors.summingDouble(guest -> 1 + guest.load())));
            current.workers().forEach((id, setting) -> {
                double common = shared.getOrDefault(id, 0.0);
                double alike = (setting.cpus().equals(worker.cpus) ? 0.5 : 0)
                        + (setting.mode().equals(worker.mode) ? 0.25 : 0);
                matches.add(new Match(worker, id, common + alike));
            });
        }
        matches.sort((a, b) -> a.worth == b.worth ? a.id.compareTo(b.id) : Double.compare(b.worth, a.worth));
        Map<Worker, WorkerId> filled = new LinkedHashMap<>();
        Set<WorkerId> taken = new HashSet<>();
        for (Match match : matches) {
            if (!taken.contains(match.id) && filled.putIfAbsent(match.worker, match.id) == null) {
                taken.add(match.id);
            }
        }
        return filled;
    }
}
