package io.sidecore.tuner.trial.result;

/**
 * When a phase of an arm began and ended.
 *
 * @param startSeconds since the arm began
 * @param endSeconds since the arm began
 */
public record PhaseMark(Phase phase, double startSeconds, double endSeconds) {
    public PhaseMark {
        Checks.notNegative("startSeconds", startSeconds);
        Checks.notNegative("endSeconds", endSeconds);
        if (endSeconds < startSeconds) {
            throw new IllegalArgumentException(
                    "phase " + phase + " ends at " + endSeconds + " s, before it starts at " + startSeconds + " s");
        }
    }

    public double seconds() {
        return endSeconds - startSeconds;
    }

    /** Whether a moment lies in the phase, its end included. */
    public boolean contains(double atSeconds) {
        return atSeconds > startSeconds && atSeconds <= endSeconds;
    }
}
