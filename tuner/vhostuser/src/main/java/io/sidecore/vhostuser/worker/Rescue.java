package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.sys.Membarrier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Lets others serve the queues of a worker that has died, or gives no sign of life. Its crew lets one thread in at a time. */
final class Rescue {

    private final Staff staff;
    private final Assignments assignments;
    private final GuestBook guests;
    private final Placer placer;

    Rescue(Staff staff, Assignments assignments, GuestBook guests, Placer placer) {
        this.staff = staff;
        this.assignments = assignments;
        this.guests = guests;
        this.placer = placer;
    }

    /** A worker's thread has ended: it is no member any more. Returns who serves its queues now. */
    SortedMap<QueueId, WorkerId> replace(WorkerId id) {
        SortedMap<QueueId, WorkerId> taken = new TreeMap<>();
        Worker dead = staff.strikeOff(id);
        if (dead == null) {
            return taken;
        }
        if (staff.size() == 0) {
            staff.hire();
        }
        staff.workQueue().leave(dead);
        for (Virtqueue queue : assignments.inHandsOf(dead)) {
            staff.workQueue().waitAgain(queue, dead);
        }
        for (Virtqueue queue : assignments.servedBy(id)) {
            taken.put(queue.id(), handToOther(queue, id));
        }
        staff.bury(dead);
        return taken;
    }

    /**
     * A worker gives no sign of life: its queues are taken from it, but for what it has in its hands, which nobody else
     * can touch until it comes back.
     *
     * @return who serves them now; empty if there was nothing to take
     */
    Optional<SortedMap<QueueId, WorkerId>> takeOver(WorkerId id) {
        Worker stalled = staff.find(id);
        if (stalled == null) {
            return Optional.empty();
        }
        List<Virtqueue> owned = assignments.inHandsOf(stalled);
        List<Virtqueue> leaving = staff.isShared() ? assignments.servedBy(id) : new ArrayList<>(owned);
        if (owned.isEmpty() && leaving.isEmpty()) {
            return Optional.empty();
        }
        owned.forEach(queue -> queue.setOwner(null));
        stalled.rob();
        Membarrier.onAllThreads();
        if (staff.size() == 1) {
            staff.hire();
        }
        for (Virtqueue queue : owned) {
            if (!stalled.grip().holds(queue)) {
                staff.workQueue().waitAgain(queue, stalled);
            } else if (staff.isShared()) {
                queue.item().lose(stalled);
            } else {
                leaving.removeIf(held -> held == queue);
            }
        }
        SortedMap<QueueId, WorkerId> taken = new TreeMap<>();
        leaving.forEach(queue -> taken.put(queue.id(), handToOther(queue, id)));
        return Optional.of(taken);
    }

    /**
     * A worker has come back: what it had in its hands, and so lost without another getting it, is its own again.
     *
     * @return whether that is all; else it still has something in its hands
     */
    boolean giveBack(WorkerId id) {
        Worker worker = staff.find(id);
        if (worker == null) {
            return true;
        }
        boolean all = true;
        Collection<Virtqueue> queues = staff.isShared() ? assignments.running() : assignments.servedBy(id);
        for (Virtqueue queue : queues) {
            if (queue.owner().isPresent()) {
                continue;
            }
            if (worker.grip().holds(queue)) {
                all = false;
            } else if (staff.isShared()) {
                staff.workQueue().recover(queue, worker);
            } else {
                Handover.give(queue, worker, guests.weightOf(queue.id().device()));
            }
        }
        return all;
    }

    private WorkerId handToOther(Virtqueue queue, WorkerId from) {
        WorkerId heir = placer.heir(queue.id(), from);
        assignments.assign(queue.id(), heir);
        if (!staff.isShared()) { // else all serve it anyway
            Handover.give(queue, staff.get(heir), guests.weightOf(queue.id().device()));
            queue.counters().add(QueueCounter.MOVES, 1);
        }
        return heir;
    }
}
