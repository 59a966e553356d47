package io.sidecore.tuner.trial.result;

/** The phases of an arm, in their order. */
public enum Phase {
    /** Backend and guests start and connect. */
    START("start"),
    /** Under load with the policy active; not counted. */
    WARM_UP("warm-up"),
    /** The policy tries changes and judges them; not counted. Adaptive arms only. */
    SEARCH("search"),
    /** Counted. */
    MEASURE("measure"),
    /** Guests and backend stop. */
    STOP("stop");

    private final String text;

    Phase(String text) {
        this.text = text;
    }

    /** As an operator reads it. */
    public String text() {
        return text;
    }
}
