package io.sidecore.guests.vcpu;

/**
 * What all vCPU threads are told to do next. Whatever it is, they hand over what they have counted so far.
 *
 * @param step what to do
 * @param phase which phase of the run restarts, in [0,127]; counts for RESTART alone
 * @param atNanos when, by {@link System#nanoTime}; counts for BEGIN and END
 */
public record Order(Step step, int phase, long atNanos) {

    /** The steps of a run. */
    public enum Step {
        /** Only hand over. */
        HAND_OVER,
        /** Forget what was counted, be ready to receive frames of the new phase, and send nothing yet. */
        RESTART,
        /** Begin to send. */
        BEGIN,
        /** Nothing becomes due from then on; deal with what is under way. */
        END,
        /** Give up what has not got away, and return. */
        FINISH
    }

    public static Order handOver() {
        return new Order(Step.HAND_OVER, 0, 0);
    }

    public static Order restart(int phase) {
        return new Order(Step.RESTART, phase, 0);
    }

    public static Order begin(long atNanos) {
        return new Order(Step.BEGIN, 0, atNanos);
    }

    public static Order end(long atNanos) {
        return new Order(Step.END, 0, atNanos);
    }

    public static Order finish() {
        return new Order(Step.FINISH, 0, 0);
    }
}
