package io.sidecore.tuner.simulator;

import java.util.Arrays;

/** Frames that wait, in batches of such as came together. */
final class Fifo {

    private long[] arrived = new long[16];
    private long[] born = new long[16];
    private int[] frames = new int[16];
    private int[] credits = new int[16];
    private int first;
    private int batches;
    private int count;

    /** How many frames wait. */
    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** When the oldest frame came; there must be one. */
    long oldestNanos() {
        return arrived[first];
    }

    /**
     * Adds frames.
     *
     * @param bornNanos when what they are about began, for who measures the whole way
     * @param credit what each of them tells the other side: so many frames are through
     */
    void add(long nowNanos, int number, long bornNanos, int credit) {
        if (batches == arrived.length) {
            grow();
        }
        int at = (first + batches) & (arrived.length - 1);
        arrived[at] = nowNanos;
        born[at] = bornNanos;
        frames[at] = number;
        credits[at] = credit;
        batches++;
        count += number;
    }

    private void grow() {
        int size = arrived.length;
        arrived = unrolled(arrived);
        born = unrolled(born);
        frames = unrolled(frames);
        credits = unrolled(credits);
        first = 0;
        assert arrived.length == 2 * size;
    }

    private long[] unrolled(long[] ring) {
        long[] larger = Arrays.copyOf(Arrays.copyOfRange(ring, first, first + ring.length), 2 * ring.length);
        System.arraycopy(ring, 0, larger, ring.length - first, first);
        return larger;
    }

    private int[] unrolled(int[] ring) {
        int[] larger = Arrays.copyOf(Arrays.copyOfRange(ring, first, first + ring.length), 2 * ring.length);
        System.arraycopy(ring, 0, larger, ring.length - first, first);
        return larger;
    }

    /** Who is given what is taken, batch by batch. */
    interface Taker {
        void take(int frames, long bornNanos, int credit);
    }

    /** Takes the oldest frames. */
    void take(int number, Taker to) {
        int left = number;
        while (left > 0) {
            int at = first;
            if (frames[at] > left) {
                frames[at] -= left;
                count -= left;
                to.take(left, born[at], credits[at]);
                return;
            }
            left -= frames[at];
            count -= frames[at];
            first = (first + 1) & (arrived.length - 1);
            batches--;
            to.take(frames[at], born[at], credits[at]);
        }
    }

    /** Takes the oldest batch out, and tells nobody; there must be one. */
    void removeOldest() {
        count -= frames[first];
        first = (first + 1) & (arrived.length - 1);
        batches--;
    }

    /** Forgets all. */
    void clear() {
        batches = 0;
        count = 0;
    }
}
