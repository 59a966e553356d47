package io.sidecore.tuner.simulator;

import java.util.Arrays;

/**
 * What the peers of guests that answer have seen so far: how many answers, and how long each took, from the question on.
 * Streams have no answers.
 */
public final class PeerView {

    /** Nothing seen. */
    public static final PeerView NONE = new PeerView(0, 0, new long[Flow.SLOTS]);

    private final long completed;
    private final long latencyNanos;
    private final long[] slots;

    private PeerView(long completed, long latencyNanos, long[] slots) {
        this.completed = completed;
        this.latencyNanos = latencyNanos;
        this.slots = slots;
    }

    static PeerView of(Flow flow) {
        return new PeerView(flow.completed, flow.latencyNanos, flow.latencies.clone());
    }

    /** Answers. */
    public long completed() {
        return completed;
    }

    /** Mean time to an answer, in nanoseconds; 0 if there was none. */
    public double meanNanos() {
        return completed == 0 ? 0 : (double) latencyNanos / completed;
    }

    /**
     * The time that a share of all answers took at most, in nanoseconds, at most an eighth too high; 0 if there was none.
     *
     * @param share 0 to 1
     */
    public double quantileNanos(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be in [0,1]: " + share);
        }
        long wanted = Math.max(1, (long) Math.ceil(share * completed));
        long seen = 0;
        for (int i = 0; i < slots.length && completed > 0; i++) {
            seen += slots[i];
            if (seen >= wanted) {
                return Flow.slotEndNanos(i);
            }
        }
        return 0;
    }

    /** This and what others have seen. */
    public PeerView plus(PeerView other) {
        return with(other, 1);
    }

    /** What was seen since then. */
    public PeerView since(PeerView earlier) {
        return with(earlier, -1);
    }

    private PeerView with(PeerView other, int sign) {
        long[] all = new long[slots.length];
        Arrays.setAll(all, i -> slots[i] + sign * other.slots[i]);
        return new PeerView(completed + sign * other.completed, latencyNanos + sign * other.latencyNanos, all);
    }
}
