package io.sidecore.tuner.trial.compare;

/** What a comparison can say. */
public enum Verdict {
    /** A difference of the smallest effect or more, and the interval leaves out that there is none. */
    BETTER("better"),
    WORSE("worse"),
    /** Shown, not just not found: the whole interval lies inside the smallest effect. */
    NO_DIFFERENCE("no difference"),
    /** The data cannot tell. */
    INCONCLUSIVE("inconclusive");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    /** As an operator reads it. */
    public String text() {
        return text;
    }
}
