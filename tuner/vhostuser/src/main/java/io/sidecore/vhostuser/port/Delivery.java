package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.worker.Worker;
import java.util.Arrays;

/** Gives frames to receivers on behalf of one sender, and remembers who has to be told at the end of its visit. */
final class Delivery {

    private Receiver[] delivered = new Receiver[4];
    private Receiver[] staged = new Receiver[4];
    private final Segments scratch = new Segments();
    private int deliveredCount;
    private int stagedCount;
    private int handedOver;
    private int progress;

    /**
     * Gives a receiver frames, all of them: at once, or through staging, or, if that is full, not at all; the receiver
     * counts what it drops.
     */
    void give(Receiver receiver, Frame[] frames, int from, int to, Worker worker) {
        progress = 0;
        boolean mine = receiver.isServedBy(worker);
        if (mine) {
            if (!contains(delivered, deliveredCount, receiver)) { // first: a fault may cut delivery short
                delivered = withRoom(delivered, deliveredCount);
                delivered[deliveredCount++] = receiver;
            }
            try {
                receiver.deliver(frames, from, to, worker);
            } finally {
                progress = receiver.takeDelivered();
            }
        }
        if (from + progress < to) {
            stage(receiver, frames, from + progress, to, mine);
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
            progress++;
        }
    }

    /**
     * How many frames {@link #give} was done with since this was last asked, also if a fault cut it short; to be asked
     * after each call, as {@link Receiver#takeDelivered}.
     */
    int takeProgress() {
        int frames = progress;
        progress = 0;
        return frames;
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
