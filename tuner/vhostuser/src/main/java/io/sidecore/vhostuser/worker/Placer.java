package io.sidecore.vhostuser.worker;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds workers for queues, among those that there are, by {@link Placing}. Its crew lets one thread in at a time. */
final class Placer {

    private final Staff staff;
    private final Assignments assignments;
    private final GuestBook guests;

    Placer(Staff staff, Assignments assignments, GuestBook guests) {
        this.staff = staff;
        this.assignments = assignments;
        this.guests = guests;
    }

    private boolean numa() {
        return staff.settings().isOn(Setting.NUMA);
    }

    /** For a queue that comes. Those of a guest stay together, unless there is a worker for each CPU; perhaps a new one. */
    WorkerId forQueueOf(String guest) {
        Placement placement = staff.hiring().placement();
        Optional<WorkerId> same = assignments.workersOf(guest).stream()
                .filter(worker -> staff.has(worker) && placement != Placement.PER_CPU)
                .findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        Origin origin = guests.originOf(guest);
        List<Candidate> candidates = staff.candidates(assignments, guests);
        return Placing.choose(placement, origin, candidates, staff.settings())
                .or(() -> staff.hireFor(origin))
                .or(() -> Placing.fewest(origin, candidates, numa()))
                .orElseThrow(() -> new IllegalStateException("a crew without workers"));
    }

    /** For a queue that a worker cannot serve any more. */
    WorkerId heir(QueueId queue, WorkerId of) {
        List<Candidate> others = staff.candidates(assignments, guests);
        others.removeIf(candidate -> candidate.id().equals(of));
        return Placing.fewest(guests.originOf(queue.device()), others, numa())
                .orElseThrow(() -> new IllegalStateException("nobody is left to take over " + queue));
    }

    /** A better one for a queue whose guest's threads run on these CPUs; empty if there is none. */
    Optional<WorkerId> aside(QueueId queue, WorkerId now, CpuSet busy) {
        OptionalInt there = staff.hiring().nodeOf().apply(busy);
        OptionalInt near =
                there.isPresent() ? there : guests.originOf(queue.device()).node();
        OptionalInt node = numa() ? near : OptionalInt.empty();
        return Placing.aside(now, busy, node, staff.candidates(assignments, guests));
    }
}
