package io.sidecore.tuner.trial.result;

/**
 * A decision that was carried out during an arm, or would have been but for a veto, and what became of it.
 *
 * @param atSeconds when, since the arm began
 * @param kind {@code attach}, {@code repin}, {@code poll}, {@code add-worker} or {@code retire-worker}
 * @param text what was done, or would have been, in the operator's words
 * @param reason why
 * @param outcome what became of it
 * @param verdict how that was judged, with its numbers, or why it was vetoed; blank while it is not judged
 */
public record DecisionMark(double atSeconds, String kind, String text, String reason, Outcome outcome, String verdict) {

    /** What became of a decision. */
    public enum Outcome {
        /** Judged better, or asked for by a policy that does not judge. */
        KEPT("kept"),
        /** Not judged better, and taken back. */
        UNDONE("undone"),
        /** The backend could not carry it out. */
        FAILED("failed"),
        /** Not carried out: the operator's veto script refused it, or did not answer. */
        VETOED("vetoed"),
        /** The arm ended before it was judged. */
        OPEN("not judged yet");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        /** As an operator reads it. */
        public String text() {
            return text;
        }
    }

    public DecisionMark {
        Checks.notNegative("atSeconds", atSeconds);
        Checks.text("the kind of a decision", kind);
        Checks.text("the text of a decision", text);
        Checks.text("the reason of a decision", reason);
    }

    /** The same decision, judged. */
    public DecisionMark judged(Outcome newOutcome, String newVerdict) {
        return new DecisionMark(atSeconds, kind, text, reason, newOutcome, newVerdict);
    }
}
