package io.sidecore.guests.vcpu;

/**
 * What all vCPU threads are told to do next. Whatever it is, they hand over what they have counted so far.
 *
 * @param step what to do
 * @param phase which phase of the run restarts, in [0,127]; counts for RESTART alone
 * @param fromNanos where the time to send in begins, by {@link System#nanoTime}; counts for BEGIN alone
 * @param untilNanos where it ends
 */
public record Order(Step step, int phase, long fromNanos, long untilNanos) {

    /** The steps of a run. */
    public enum Step {
        /** Only hand over. */
        HAND_OVER,
        /** Forget what was counted, be ready to receive frames of the new phase, and send nothing yet. */
        RESTART,
        /** Send what is due within a span of time, and deal with what is under way after it. */
        BEGIN,
        /** Give up what has not got away, and return. */
        FINISH
    }

    public static Order handOver() {
        return new Order(Step.HAND_OVER, 0, 0, 0);
    }

    public static Order restart(int phase) {
        return new Order(Step.RESTART, phase, 0, 0);
    }

    public static Order begin(long fromNanos, long untilNanos) {
        return new Order(Step.BEGIN, 0, fromNanos, untilNanos);
    }

    public static Order finish() {
        return new Order(Step.FINISH, 0, 0, 0);
    }
}
