package io.sidecore.guests.flow;

import org.HdrHistogram.Histogram;

/**
 * The latencies of one flow, in nanoseconds. Its vCPU thread records into one histogram while another thread reads what
 * was recorded until the last handover, as with {@link Tally}.
 */
public final class Latencies {

    /** Longer ones are recorded as this: nothing is learned from their exact length. */
    private static final long HIGHEST_NANOS = 60_000_000_000L;

    /** Three digits: what is shown is within 0.1 % of what was measured. */
    private static final int DIGITS = 3;

    private Histogram recording = empty();
    private Histogram handedOver = empty();

    /** An empty histogram, to which the ones handed over can be added. */
    public static Histogram empty() {
        return new Histogram(HIGHEST_NANOS, DIGITS);
    }

    void record(long nanos) {
        recording.recordValue(Math.min(Math.max(0, nanos), HIGHEST_NANOS));
    }

    /** Swaps. What was handed over before and has not been read by now is forgotten: it is of a phase that is over. */
    void handOver() {
        Histogram recorded = recording;
        recording = handedOver;
        handedOver = recorded;
        if (recording.getTotalCount() > 0) {
            recording.reset();
        }
    }

    /** Adds what was handed over to {@code total}. */
    public void addTo(Histogram total) {
        total.add(handedOver);
    }

    /** Moves what was handed over to {@code total}, and leaves nothing of it here. */
    public void drainTo(Histogram total) {
        total.add(handedOver);
        handedOver.reset();
    }
}
