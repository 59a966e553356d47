package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every arm of a trial against one of them, by every measure.
 *
 * @param base what they are compared with; absent if there is nothing to compare with
 */
public record Differences(Optional<ArmResult> base, List<Comparison> comparisons) {

    public Differences {
        comparisons = List.copyOf(comparisons);
    }

    /** Against the baseline of an A/B/A trial, else against the best fixed arm. */
    public static Differences of(TrialResult trial) {
        Optional<ArmResult> base = trial.design().baseline().flatMap(trial::arm).or(() -> Ranking.bestFixed(trial));
        List<Comparison> comparisons = new ArrayList<>();
        for (ArmResult arm : base.isPresent() ? trial.arms() : List.<ArmResult>of()) {
            if (!arm.arm().name().equals(base.get().arm().name())) {
                comparisons.addAll(of(arm, base.get(), trial));
            }
        }
        return new Differences(base, comparisons);
    }

    /** One arm against another of the same trial, by every measure that both have. */
    public static List<Comparison> of(ArmResult arm, ArmResult base, TrialResult trial) {
        List<Comparison> comparisons = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            Comparison.of(measure, arm, base, trial.design().smallestEffect()).ifPresent(comparisons::add);
        }
        return comparisons;
    }
}
