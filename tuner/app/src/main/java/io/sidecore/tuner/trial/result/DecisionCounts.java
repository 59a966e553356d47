package io.sidecore.tuner.trial.result;

import java.util.List;

/**
 * How many decisions an arm carried out, and what became of them. Those not judged yet are in {@code tried} only.
 *
 * @param tried all of them
 * @param vetoed those that were not carried out, since the operator's veto script did not agree
 */
public record DecisionCounts(int tried, int kept, int undone, int failed, int vetoed) {

    /** Of all decisions of an arm. */
    public static DecisionCounts of(List<DecisionMark> decisions) {
        int vetoed = count(decisions, DecisionMark.Outcome.VETOED);
        return new DecisionCounts(
                decisions.size() - vetoed,
                count(decisions, DecisionMark.Outcome.KEPT),
                count(decisions, DecisionMark.Outcome.UNDONE),
                count(decisions, DecisionMark.Outcome.FAILED),
                vetoed);
    }

    private static int count(List<DecisionMark> decisions, DecisionMark.Outcome outcome) {
        return (int) decisions.stream()
                .filter(decision -> decision.outcome() == outcome)
                .count();
    }
}
