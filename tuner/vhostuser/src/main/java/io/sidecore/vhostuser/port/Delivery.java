package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.worker.Worker;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives frames to receivers on behalf of one sender, and remembers who has to be told at the end of its visit. They are
 * given at once, or through staging, or, if that is full, not at all; the receiver counts what it drops.
 */
final class Delivery {

    private static final int NOWHERE = -1;

    private Receiver[] delivered = new Receiver[4];
    private Receiver[] staged = new Receiver[4];
    private final Segments scratch = new Segments();
    private int deliveredCount;
    private int stagedCount;
    private int handedOver;

    /** Who is given frames at once, and how many it had got before; null if they go through staging only. */
    private @Nullable Receiver direct;

    private int deliveredBefore;
    private int stagedNow;

    /** Where in its burst the first frame is of those being given, for {@link #settle}. */
    private int start = NOWHERE;

    /**
     * Gives a receiver the next frames of a burst, up to an end, which are done then. If a fault, perhaps in another
     * guest's memory, cuts that short, the burst has gone on as far as the receiver has got them: now or, should the fault
     * surface just here, at {@link #settle}.
     */
    void give(Receiver receiver, Burst burst, int end, Worker worker) {
        begin();
        start = burst.first();
        try {
            give(receiver, burst.frames(), burst.first(), end, worker);
        } finally {
            settle(burst);
        }
    }

    /** What was given of a burst is done. Changes nothing if that was settled; before others are given anything. */
    void settle(Burst burst) {
        if (start != NOWHERE) {
            burst.completeUpTo(start + progress());
            start = NOWHERE;
        }
    }

    private void begin() {
        start = NOWHERE; // first: nothing of what follows is about a burst
        direct = null;
        stagedNow = 0;
    }

    /** Gives a receiver one frame that is not in a burst as it is. */
    void giveAlone(Receiver receiver, Frame[] frames, Worker worker) {
        begin();
        give(receiver, frames, 0, 1, worker);
    }

    private void give(Receiver receiver, Frame[] frames, int from, int to, Worker worker) {
        boolean mine = receiver.isServedBy(worker);
        if (mine) {
            if (!contains(delivered, deliveredCount, receiver)) { // first: a fault may cut delivery short
                delivered = withRoom(delivered, deliveredCount);
                delivered[deliveredCount++] = receiver;
            }
            deliveredBefore = receiver.delivered();
            direct = receiver;
            receiver.deliver(frames, from, to, worker);
        }
        int next = from + progress();
        if (next < to) {
            stage(receiver, frames, next, to, mine);
        }
    }

    private void stage(Receiver receiver, Frame[] frames, int from, int to, boolean mine) {
        if (!contains(staged, stagedCount, receiver)) {
            staged = withRoom(staged, stagedCount);
            staged[stagedCount++] = receiver;
        }
        for (int i = from; i < to; i++) {
            if (receiver.stage(frames[i], scratch) && !mine) {
                handedOver++;
            }
            stagedNow++;
        }
    }

    /** How many frames were given, also if a fault cut it short. */
    private int progress() {
        return (direct == null ? 0 : direct.delivered() - deliveredBefore) + stagedNow;
    }

    /** Frames handed to other workers since this was last asked. */
    int takeHandedOver() {
        int count = handedOver;
        handedOver = 0;
        return count;
    }

    private static boolean contains(Receiver[] receivers, int count, Receiver receiver) {
        for (int i = count - 1; i >= 0; i--) {
            if (receivers[i] == receiver) {
                return true;
            }
        }
        return false;
    }

    private static Receiver[] withRoom(Receiver[] receivers, int count) {
        return count < receivers.length ? receivers : Arrays.copyOf(receivers, 2 * count);
    }

    /** Whether a fault cut {@link #flush} short. */
    boolean isUnfinished() {
        return deliveredCount + stagedCount > 0;
    }

    /** Lets every receiver know, even if the memory of one faults. */
    void flush(Worker worker) {
        try {
            while (deliveredCount > 0) {
                delivered[--deliveredCount].flush(worker);
            }
            while (stagedCount > 0) {
                staged[stagedCount - 1].wakeOwner(worker);
                stagedCount--; // only now: a worker that is not woken may sleep for ever
            }
        } finally {
            if (deliveredCount + stagedCount > 0) {
                flush(worker);
            }
        }
    }
}
