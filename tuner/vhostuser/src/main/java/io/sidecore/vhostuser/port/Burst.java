package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.ring.RingException;

/**
 * Frames that came in together. What is not done when a fault cuts a visit short stays, and is gone on with at the next
 * visit.
 */
abstract class Burst {

    /** Frames that one burst has at most. */
    static final int MAX = 64;

    final Frame[] frames = new Frame[MAX];

    /** Those that are not done are from the first to before the count. */
    int first;

    int count;

    Burst() {
        for (int i = 0; i < MAX; i++) {
            frames[i] = new Frame();
        }
    }

    /**
     * Takes the next frames, if all of the last ones are done.
     *
     * @return how many are to be done
     * @throws RingException if the sender broke a rule
     */
    abstract int load();

    /** Throws if the i-th frame, of those not usable, is so because the sender broke a rule. */
    abstract void requireReadable(int i);

    /** Those before the end-th frame are done, then whoever sent them gets their buffers back. May be told again. */
    abstract void completeUpTo(int end);

    /** The next n frames are done. */
    final void complete(int n) {
        completeUpTo(first + n);
    }

    /** All frames: those that are not done are from {@link #first} to before {@link #end}. */
    final Frame[] frames() {
        return frames;
    }

    final int first() {
        return first;
    }

    final int end() {
        return count;
    }

    final boolean isDone() {
        return first == count;
    }

    /** Bytes of the usable frames that were done since the i-th was first. */
    final long bytesSince(int i) {
        long bytes = 0;
        for (int k = i; k < first; k++) {
            bytes += Math.max(0, frames[k].bytes());
        }
        return bytes;
    }
}
