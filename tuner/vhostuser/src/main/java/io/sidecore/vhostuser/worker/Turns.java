package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.counters.WorkerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The turns of a worker: in each it visits what it serves, and if that was nothing it polls on, sleeps until a kick, or
 * spins for a bounded time and then sleeps.
 *
 * <p>While awake it asks for no kicks. Before it sleeps it asks every guest for one and looks once more, so that a frame
 * that came in between is not missed. By the worker's own thread only.
 */
final class Turns {

    /** How often a worker that shares queues looks for kicks while it does not wait for them. */
    private static final long LOOK_EVERY_NANOS = 20_000;

    private final Worker worker;
    private final WorkerRecord counters;
    private final Moments moments;
    private final Faults faults;
    private final Grip grip;
    private final Visits visits;
    private final Polling polling;
    private final Sleeper sleeper;
    private final Roster roster;
    private final Visitor visitor;
    private final Mailbox commands;

    private PollMode mode = PollMode.SLEEP;

    /** Whether a queue has to wait in this turn though there may be work. */
    private boolean postponed;

    private long lookedNanos;

    /** Counts the virtqueues that it takes from a work queue though nobody asked for them. */
    private int idleTurn;

    Turns(Worker worker, Desk desk, Visitor visitor) {
        this.worker = worker;
        this.counters = worker.counters();
        this.moments = desk.moments();
        this.faults = desk.faults();
        this.grip = desk.grip();
        this.visits = desk.visits();
        this.polling = desk.polling();
        this.sleeper = desk.sleeper();
        this.roster = desk.roster();
        this.visitor = visitor;
        this.commands = desk.commands();
    }

    void setMode(PollMode newMode) {
        mode = newMode;
        moments.lastWorkNanos = moments.nowNanos;
        counters.setMode(newMode);
    }

    void turn() {
        long start = moments.nowNanos;
        faults.tick(start);
        worker.beat();
        visits.beginTurn();
        WorkQueue shared = roster.shared();
        int frames = shared == null ? visitOwn() : visitShared(shared);
        counters.add(WorkerCounter.LOOPS, 1);
        endTurn(start, frames);
    }

    private int visitOwn() {
        int frames = 0;
        postponed = false;
        if (polling.isTimeToLook(moments.nowNanos)) {
            sleeper.look(null);
        }
        Virtqueue[] mine = roster.own();
        for (Virtqueue queue : mine) {
            if (!queue.isOwnedBy(worker) || polling.skips(queue)) { // dropped by a visit before, or not asked for
                continue;
            }
            int handled = visitor.visit(queue);
            postponed |= handled == Visitor.POSTPONED;
            frames += Math.max(0, handled) + visitor.visitUrgent();
        }
        return frames;
    }

    /** The virtqueue that is first in line, and if it polls, one that nobody has asked for. */
    private int visitShared(WorkQueue shared) {
        postponed = false;
        if (moments.nowNanos - lookedNanos > LOOK_EVERY_NANOS) { // for kicks, which are not waited for under load
            lookedNanos = moments.nowNanos;
            sleeper.look(shared);
        }
        int frames = visitTaken(shared.take(worker), shared);
        if (mode.kind() != PollMode.Kind.SLEEP) {
            frames += visitTaken(shared.takeIdle(worker, idleTurn++), shared);
        }
        return frames;
    }

    private int visitTaken(@Nullable Virtqueue queue, WorkQueue shared) {
        if (queue == null) {
            return 0;
        }
        int handled = visitor.visit(queue);
        postponed |= handled == Visitor.POSTPONED;
        giveBack(queue, shared, mode.kind() == PollMode.Kind.SLEEP);
        return Math.max(0, handled);
    }

    private void giveBack(Virtqueue queue, WorkQueue shared, boolean withKicks) {
        try {
            if (grip.take(queue)) { // else it was dropped, or taken away
                shared.giveBack(queue, worker, withKicks);
                faults.settle();
            }
        } catch (InternalError e) {
            visitor.faulted(queue);
            roster.release(queue);
        } finally {
            grip.letGo();
        }
    }

    private void endTurn(long start, int frames) {
        boolean woken = moments.justWoken;
        moments.justWoken = false;
        if (frames > 0) {
            counters.add(WorkerCounter.BUSY_NANOS, moments.nowNanos - start);
            counters.add(WorkerCounter.POLL_BUSY_NANOS, woken ? 0 : moments.nowNanos - start);
            moments.lastWorkNanos = moments.nowNanos;
            return;
        }
        moments.nowNanos = System.nanoTime();
        counters.add(WorkerCounter.EMPTY_LOOPS, 1);
        counters.add(WorkerCounter.EMPTY_WAKES, woken ? 1 : 0);
        counters.add(WorkerCounter.NO_QUEUE_LOOPS, roster.all().length == 0 ? 1 : 0);
        counters.add(WorkerCounter.EMPTY_NANOS, moments.nowNanos - start);
        if (postponed || polling.isOn()) {
            Thread.onSpinWait();
        } else {
            idle();
        }
    }

    private void idle() {
        switch (mode.kind()) {
            case POLL -> {} // no pause: it would make each frame wait longer to be found
            case SPIN -> {
                if (moments.nowNanos - moments.lastWorkNanos < mode.spin().toNanos()) {
                    Thread.onSpinWait();
                } else {
                    sleep();
                }
            }
            case SLEEP -> sleep();
        }
    }

    private void sleep() {
        long start = moments.nowNanos;
        boolean slept = false;
        counters.add(WorkerCounter.KICKS_ENABLED, 1);
        try {
            WorkQueue shared = roster.shared();
            if (shared != null) {
                askForKicks(shared);
            }
            slept = sleeper.sleepUnless(roster.own(), shared, commands, start);
        } catch (InternalError e) {
            visitor.faulted(sleeper.atHand());
            roster.putDown();
        }
        moments.nowNanos = System.nanoTime();
        if (slept) {
            moments.wokeNanos = moments.nowNanos;
            moments.justWoken = true;
            counters.add(WorkerCounter.SLEEPS, 1);
            counters.add(WorkerCounter.SLEEP_NANOS, moments.nowNanos - start);
        }
    }

    /** While it polled, it did not; and it may have been the only one that did. */
    private void askForKicks(WorkQueue shared) {
        for (Virtqueue queue = shared.takeUnasked(worker); queue != null; queue = shared.takeUnasked(worker)) {
            giveBack(queue, shared, true);
        }
    }
}
