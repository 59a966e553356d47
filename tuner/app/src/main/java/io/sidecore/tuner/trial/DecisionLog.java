package io.sidecore.tuner.trial;

import io.sidecore.policies.Decision;
import io.sidecore.tuner.trial.result.DecisionMark;
import java.util.ArrayList;
import java.util.List;

/** The decisions that an arm's control loop carried out, and those that were vetoed. Used by the thread that steps the loop, only. */
public final class DecisionLog {

    private final long armStartNanos;
    private final List<DecisionMark> marks = new ArrayList<>();

    /**
     * An empty log.
     *
     * @param armStartNanos when the arm began, on the clock of the times that are passed later
     */
    public DecisionLog(long armStartNanos) {
        this.armStartNanos = armStartNanos;
    }

    /** A decision was carried out, and is not judged yet; or it was vetoed, which {@link #judged} says next. Doing nothing leaves no mark. */
    public void decided(long atNanos, Decision decision) {
        if (decision instanceof Decision.Hold) {
            return;
        }
        double atSeconds = Math.max(0, (atNanos - armStartNanos) / 1e9);
        marks.add(new DecisionMark(
                atSeconds,
                decision.match(DecisionWords.KIND),
                decision.match(DecisionWords.TEXT),
                decision.reason().text(),
                DecisionMark.Outcome.OPEN,
                ""));
    }

    /**
     * What became of the newest decision: one change is tried at a time.
     *
     * @param verdict how it was judged, in words and numbers
     * @throws IllegalStateException if there is no decision that waits for its verdict
     */
    public void judged(DecisionMark.Outcome outcome, String verdict) {
        int newest = marks.size() - 1;
        if (newest < 0 || marks.get(newest).outcome() != DecisionMark.Outcome.OPEN) {
            throw new IllegalStateException("no decision waits for the verdict '" + verdict + "'");
        }
        marks.set(newest, marks.get(newest).judged(outcome, verdict));
    }

    /** All so far, in order. */
    public List<DecisionMark> marks() {
        return List.copyOf(marks);
    }
}
