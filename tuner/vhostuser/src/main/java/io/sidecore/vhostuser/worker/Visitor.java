package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.vhostuser.counters.WorkerRecord;
import io.sidecore.vhostuser.ring.RingException;
import org.jspecify.annotations.Nullable;

/**
 * Visits virtqueues on behalf of a worker, and finds out which guest's doing it is if something goes wrong there. By the
 * worker's own thread only.
 */
final class Visitor {

    /** Handled nothing, though there may be something: it has to wait. */
    static final int POSTPONED = -1;

    private final Worker worker;
    private final WorkerRecord counters;
    private final Moments moments;
    private final Grip grip;
    private final Faults faults;
    private final Visits visits;
    private final Polling polling;
    private final Roster roster;
    private final Mailbox commands;
    private final Visit visit = new Visit();

    /** At hand when a fault surfaced last that nobody's file explains; null if there was none. */
    private @Nullable Virtqueue suspect;

    /** A queue that has waited for too long, to be visited next. */
    private @Nullable Virtqueue urgent;

    Visitor(Worker worker, Desk desk) {
        this.worker = worker;
        this.counters = worker.counters();
        this.moments = desk.moments();
        this.grip = desk.grip();
        this.faults = desk.faults();
        this.visits = desk.visits();
        this.polling = desk.polling();
        this.roster = desk.roster();
        this.commands = desk.commands();
    }

    /** Returns how many frames were handled, or {@link #POSTPONED}. */
    int visit(Virtqueue queue) {
        try {
            if (!grip.take(queue)) {
                return 0;
            }
            if (queue.item().asksForKicks()) { // of a work queue; the owner of its own sees to that when it wakes
                queue.kicksOff();
                queue.item().setAsksForKicks(false);
            }
            long begun = moments.nowNanos;
            if (visits.postpones(queue, begun)) {
                return POSTPONED;
            }
            visit.begin(Math.max(queue.lastLookNanos(), moments.wokeNanos), begun, !moments.justWoken);
            long look = serve(queue);
            if (visit.frames > 0) {
                visit.endNanos = moments.nowNanos;
                visits.account(queue, visit);
            } else {
                visits.accountEmpty(queue);
            }
            queue.lookedAt(look);
            if (roster.shared() == null) {
                polling.visited(queue, visit.frames > 0, moments.nowNanos);
            }
            return visit.frames;
        } catch (RingException e) {
            queue.breakDevice(e);
            roster.drop(queue);
        } catch (InternalError e) { // a guest's memory has shrunk under us
            faulted(queue);
        } catch (RuntimeException e) { // ours; but one guest is less than all that share this thread
            breakAndDrop(queue, "the backend failed at it: " + e);
        } finally {
            grip.letGo();
        }
        return 0;
    }

    /** Burst by burst; returns when the last look was that found nothing, or the beginning of the last burst. */
    private long serve(Virtqueue queue) {
        long bytesBefore = queue.counters().get(QueueCounter.BYTES);
        long look;
        int frames;
        do {
            look = moments.nowNanos;
            frames = queue.serve(worker);
            if (frames > 0) {
                moments.nowNanos = System.nanoTime();
                worker.beat();
                visit.frames += frames;
                visit.bytes = queue.counters().get(QueueCounter.BYTES) - bytesBefore;
                visit.wasFull = frames >= Virtqueue.BURST;
            }
            faults.settle();
        } while (frames >= Virtqueue.BURST && staysAt(queue));
        return look;
    }

    private boolean staysAt(Virtqueue queue) {
        if (visits.looksForStuck() && !faults.isCareful()) {
            urgent = visits.stuck(roster.own(), queue, moments.nowNanos, grip);
        }
        return urgent == null
                && commands.isEmpty()
                && visits.goesOn(queue, visit.frames, visit.bytes, moments.nowNanos - visit.startNanos);
    }

    /** Visits a queue that has waited for too long, if there is one; no other goes before it. Returns how many frames. */
    int visitUrgent() {
        Virtqueue queue = urgent;
        if (queue == null) {
            return 0;
        }
        int frames = queue.isOwnedBy(worker) ? visit(queue) : 0;
        urgent = null;
        return Math.max(0, frames);
    }

    private void breakAndDrop(Virtqueue queue, String reason) {
        queue.breakDevice(reason);
        roster.drop(queue);
    }

    /**
     * A fault surfaced. Look which guest really did it; if none did, it has mended its memory meanwhile, or the memory
     * cannot be had: then the one at hand did it if we were careful, and it was at hand the time before as well. Else we
     * do not know, and are careful from now on.
     */
    void faulted(@Nullable Virtqueue atHand) {
        faults.discard(); // what was touched on the way out here: it would surface at the next guest, and blame that
        counters.add(WorkerCounter.FAULTS, 1);
        boolean found = false;
        try {
            found = breaksTruncated();
        } finally {
            roster.mend(); // last: it wakes workers that share the queues, and what one of them has cannot be looked at
        }
        if (found) {
            suspect = null;
            return;
        }
        if (faults.isCareful() && atHand != null && atHand == suspect) {
            breakAndDrop(atHand, "its memory cannot be used: touching it faults");
        }
        suspect = atHand;
        faults.startCare(moments.nowNanos);
    }

    private boolean breaksTruncated() {
        boolean found = false;
        for (Virtqueue queue : roster.all()) {
            boolean taken = roster.takes(queue);
            if (queue.isOwnedBy(worker) && queue.isMemoryTruncated()) {
                breakAndDrop(queue, Virtqueue.TRUNCATED);
                found = true;
            } else if (taken) {
                roster.release(queue);
            }
        }
        return found;
    }
}
