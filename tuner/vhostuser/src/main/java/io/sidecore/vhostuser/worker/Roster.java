package io.sidecore.vhostuser.worker;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The virtqueues that a worker serves: its own, or those of a work queue that it shares. By its own thread only. */
final class Roster {

    private final Worker worker;
    private final Sleeper sleeper;
    private final Visits visits;
    private final Polling polling;

    private Virtqueue[] own = {};
    private @Nullable WorkQueue shared;

    Roster(Worker worker, Sleeper sleeper, Visits visits, Polling polling) {
        this.worker = worker;
        this.sleeper = sleeper;
        this.visits = visits;
        this.polling = polling;
    }

    /** Those that nobody else serves. */
    Virtqueue[] own() {
        return own;
    }

    /** Whatever it may come to serve. */
    Virtqueue[] all() {
        return shared == null ? own : shared.queues();
    }

    /** Where it takes virtqueues from; null if it serves its own. */
    @Nullable
    WorkQueue shared() {
        return shared;
    }

    /** From now on it serves those of a work queue, or its own if that is null; it must have none of its own. */
    void share(@Nullable WorkQueue with) {
        if (with == shared) {
            return;
        }
        if (shared != null) {
            shared.leave(worker);
        }
        shared = with;
        if (with != null) {
            with.join(worker);
        }
    }

    /**
     * Takes a queue in, in the worker's hands; {@link Worker} lets it begin, and gives it back if it is shared.
     *
     * @param weight of its guest
     */
    void add(Virtqueue queue, int weight, long nowNanos) {
        if (queue.isOwnedBy(worker)) {
            return; // a fault cut it short
        }
        if (shared != null) {
            shared.add(queue, worker);
        } else {
            sleeper.add(queue);
            own = Arrays.copyOf(own, own.length + 1);
            own[own.length - 1] = queue;
            queue.counters().setWorker(worker.counters());
            queue.setShare(visits.shares().join(queue.id().device(), weight));
            queue.setOwner(worker);
        }
        queue.lookedAt(nowNanos);
    }

    /** Lets go of a queue that it has in its hands. Bears to be cut short and done again. */
    void drop(Virtqueue queue) {
        if (!queue.isOwnedBy(worker)) {
            return; // taken away meanwhile
        }
        polling.removed(queue);
        if (shared != null) {
            shared.remove(queue);
            return;
        }
        own = Arrays.stream(own).filter(other -> other != queue).toArray(Virtqueue[]::new);
        sleeper.remove(queue);
        Share share = queue.share();
        if (share != null) {
            visits.shares().leave(share);
            queue.setShare(null);
        }
        queue.counters().setNoWorker();
        queue.setOwner(null);
    }

    /**
     * Tries to take one of {@link #all} in hand, if it is shared and nobody has it.
     *
     * @return whether it did; then {@link #release} must follow
     */
    boolean takes(Virtqueue queue) {
        return shared != null && shared.takeIfFree(queue, worker);
    }

    /**
     * Has a queue in hand, for something else than a visit; takes it out of turn if it is shared. {@link #release} must
     * follow.
     *
     * @return false if another worker has it, and does not let go of it for now
     */
    boolean holds(Virtqueue queue) {
        return shared == null || queue.item().isOut() || shared.takeOutOfTurn(queue, worker);
    }

    /** Lets a shared queue wait again, if it is in hand. */
    void release(Virtqueue queue) {
        if (shared != null && queue.item().isTakenBy(worker)) {
            shared.waitAgain(queue, worker);
        }
    }

    /** A fault surfaced: each will be looked at, whatever it cut short. */
    void mend() {
        for (Virtqueue queue : own) {
            queue.attention().kick();
        }
        if (shared != null) {
            shared.mend();
        }
    }

    /** A fault cut short what it was about to do: if it had just taken a shared one, that waits again. */
    void putDown() {
        if (shared != null) {
            shared.putDown(worker);
        }
    }

    /** Others serve some of its queues now. */
    void keepOwned() {
        own = Arrays.stream(own).filter(queue -> queue.isOwnedBy(worker)).toArray(Virtqueue[]::new);
        if (shared == null) {
            sleeper.keepOnly(own);
        }
        visits.keepOnly(own);
    }
}
