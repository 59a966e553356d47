package io.sidecore.tuner.trial.result;

import java.util.List;

/**
 * How many decisions an arm carried out, and what became of them. Those not judged yet are in {@code tried} only.
 *
 * @param tried all of them
 */
public record DecisionCounts(int tried, int kept, int undone, int failed) {

    static DecisionCounts of(List<DecisionMark> decisions) {
        return new DecisionCounts(
                decisions.size(),
                count(decisions, DecisionMark.Outcome.KEPT),
                count(decisions, DecisionMark.Outcome.UNDONE),
                count(decisions, DecisionMark.Outcome.FAILED));
    }

    private static int count(List<DecisionMark> decisions, DecisionMark.Outcome outcome) {
        return (int) decisions.stream()
                .filter(decision -> decision.outcome() == outcome)
                .count();
    }
}
