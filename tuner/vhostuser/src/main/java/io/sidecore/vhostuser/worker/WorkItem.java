package io.sidecore.vhostuser.worker;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How a virtqueue stands in a {@link WorkQueue}. As with the kernel's work items, it waits there at most once, one worker
 * at a time has it, and whoever asks for it meanwhile makes it wait once more. Any thread.
 */
final class WorkItem {

    /** In no work queue. */
    private static final int OUT = 0;

    private static final int IDLE = 1;
    private static final int WAITING = 2;

    /** These three with the number of a worker: it has the virtqueue. */
    private static final int TAKEN = 3;

    private static final int TAKEN_AND_ASKED_FOR = 4;

    /** It gives no sign of life, and may have hold of the virtqueue still. */
    private static final int LOST = 5;

    private static final int WORKER_SHIFT = 3;
    private static final int STATE_MASK = (1 << WORKER_SHIFT) - 1;

    private final AtomicInteger state = new AtomicInteger(OUT);

    /** It has been kicked, or something is done that it began, since it was taken. */
    private volatile boolean kicked;

    private volatile boolean completed;

    /** Whether the guest was asked for kicks last, and not told since that none are needed. */
    private volatile boolean asksForKicks;

    private static int by(int kind, Worker worker) {
        return kind | worker.number() << WORKER_SHIFT;
    }

    /** Somebody has work for it. Returns whether it has to be put in line. */
    boolean ask() {
        while (true) {
            int now = state.get();
            if (now == IDLE) {
                if (state.compareAndSet(IDLE, WAITING)) {
                    return true;
                }
            } else if ((now & STATE_MASK) == TAKEN) {
                if (state.compareAndSet(now, now - TAKEN + TAKEN_AND_ASKED_FOR)) {
                    return false;
                }
            } else {
                return false; // it will be looked at anyway, or is out
            }
        }
    }

    void kick() {
        kicked = true;
    }

    void complete() {
        completed = true;
    }

    /** Takes it if it waits; else what was in line is what was left when it was taken out of turn. */
    boolean takeInTurn(Worker by) {
        return state.compareAndSet(WAITING, by(TAKEN, by));
    }

    boolean takeIfIdle(Worker by) {
        return state.get() == IDLE && state.compareAndSet(IDLE, by(TAKEN, by));
    }

    /** It comes in, in the hands of a worker. */
    void enter(Worker by) {
        kicked = true; // what came before is not known
        completed = true;
        asksForKicks = true;
        state.set(by(TAKEN, by));
    }

    /** It leaves, out of the hands of a worker. */
    void leave() {
        state.set(OUT);
    }

    /** Whether that worker has it, or was about to when a fault cut that short. */
    boolean isTakenBy(Worker worker) {
        int now = state.get();
        return now == by(TAKEN, worker) || now == by(TAKEN_AND_ASKED_FOR, worker);
    }

    boolean isWaiting() {
        return state.get() == WAITING;
    }

    boolean isOut() {
        return state.get() == OUT;
    }

    /**
     * A worker has nothing more to do with it.
     *
     * @return whether it has been asked for meanwhile, so that it waits again and has to be put in line
     */
    boolean giveBack(Worker by) {
        return !state.compareAndSet(by(TAKEN, by), IDLE) && waitAgain(by);
    }

    /** A worker lets it wait once more. Returns whether it has to be put in line; not if the worker has lost it. */
    boolean waitAgain(Worker by) {
        return state.compareAndSet(by(TAKEN, by), WAITING) || state.compareAndSet(by(TAKEN_AND_ASKED_FOR, by), WAITING);
    }

    /** It is taken from a worker that may have hold of it still. */
    void lose(Worker by) {
        if (!state.compareAndSet(by(TAKEN, by), by(LOST, by))) {
            state.compareAndSet(by(TAKEN_AND_ASKED_FOR, by), by(LOST, by));
        }
    }

    /** The worker that had it when it was lost has let go of it. Returns whether it has to be put in line. */
    boolean recover(Worker from) {
        return state.compareAndSet(by(LOST, from), WAITING);
    }

    boolean asksForKicks() {
        return asksForKicks;
    }

    /** By whoever has it. */
    void setAsksForKicks(boolean asks) {
        asksForKicks = asks;
    }

    boolean wasKicked() {
        boolean was = kicked;
        kicked = false;
        return was;
    }

    boolean wasCompleted() {
        boolean was = completed;
        completed = false;
        return was;
    }
}
