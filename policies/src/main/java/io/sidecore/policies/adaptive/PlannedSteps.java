package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.policies.plan.Move;
import io.sidecore.policies.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** The steps from a placement to workers that sit where they are told to, serve what a plan says, and idle in a mode. */
final class PlannedSteps {

    private final Placement current;
    private final SortedSet<WorkerId> serving;
    private final List<Seats.Seat> seats;
    private final Optional<PollMode> mode;
    private final Map<WorkerId, List<QueueId>> moves = new HashMap<>();

    /**
     * Nothing is moved yet.
     *
     * @param current the workers that may be changed, and what they serve
     * @param serving those of them that serve anybody
     * @param seats at least one of them is kept by a worker
     * @param mode of all workers; absent if each keeps its own, and new ones are as most are
     */
    PlannedSteps(Placement current, SortedSet<WorkerId> serving, List<Seats.Seat> seats, Optional<PollMode> mode) {
        this.current = current;
        this.serving = serving;
        this.seats = seats;
        this.mode = mode;
    }

    /** What a seat's worker is called in a plan; a new one has no name yet, and no worker's begins so. */
    static WorkerId id(Seats.Seat seat, int number) {
        return seat.worker().orElseGet(() -> new WorkerId(".new" + number));
    }

    /** With the moves of a plan for these workers. */
    PlannedSteps with(Plan plan) {
        for (Move move : plan.moves()) {
            moves.computeIfAbsent(move.to(), worker -> new ArrayList<>()).add(move.queue());
        }
        return this;
    }

    /** New workers first, who take their queues along; then who stays; at last who serves nobody any more goes. */
    Optional<Decision> decision(Reason reason) {
        List<Decision> steps = new ArrayList<>();
        Set<WorkerId> staying = new HashSet<>();
        for (int i = 0; i < seats.size(); i++) {
            Seats.Seat seat = seats.get(i);
            if (seat.worker().isPresent()) {
                staying.add(seat.worker().get());
            } else {
                List<QueueId> takes = moves.getOrDefault(id(seat, i), List.of());
                if (!takes.isEmpty()) {
                    steps.add(new Decision.AddWorker(seat.core(), mode.orElseGet(this::usual), takes, reason));
                }
            }
        }
        seats.forEach(seat -> seat.worker().ifPresent(worker -> change(worker, seat, steps, reason)));
        List<WorkerId> leaving =
                serving.stream().filter(worker -> !staying.contains(worker)).toList();
        if (!leaving.isEmpty()) {
            WorkerId heir = seats.stream()
                    .flatMap(seat -> seat.worker().stream())
                    .findFirst()
                    .orElseThrow();
            steps.add(new Decision.RetireWorker(leaving, heir, reason));
        }
        if (steps.size() == 1) {
            return Optional.of(steps.get(0));
        }
        return steps.isEmpty() ? Optional.empty() : Optional.of(new Decision.Arrange(steps, reason));
    }

    private void change(WorkerId worker, Seats.Seat seat, List<Decision> steps, Reason reason) {
        List<QueueId> comes = moves.getOrDefault(worker, List.of());
        if (!comes.isEmpty()) {
            steps.add(new Decision.Attach(comes, worker, reason));
        }
        if (!current.setting(worker).cpus().equals(seat.core())) {
            steps.add(new Decision.Repin(worker, seat.core(), reason));
        }
        mode.filter(other -> !other.equals(current.setting(worker).mode()))
                .ifPresent(other -> steps.add(new Decision.Poll(worker, other, reason)));
    }

    /** The mode that most workers are set to; of equals, that of which there were so many first. */
    private PollMode usual() {
        Map<PollMode, Integer> counts = new HashMap<>();
        PollMode most = PollMode.SLEEP;
        for (Placement.Setting setting : current.workers().values()) {
            int count = counts.merge(setting.mode(), 1, Integer::sum);
            most = count > counts.getOrDefault(most, 0) ? setting.mode() : most;
        }
        return most;
    }
}
