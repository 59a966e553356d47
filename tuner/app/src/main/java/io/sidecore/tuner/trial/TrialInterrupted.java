package io.sidecore.tuner.trial;

/** The operator wants the trial to end. All is stopped and said already; there is nothing to report. */
public final class TrialInterrupted extends RuntimeException {
    private static final long serialVersionUID = 1;

    TrialInterrupted() {
        super("interrupted");
    }
}
