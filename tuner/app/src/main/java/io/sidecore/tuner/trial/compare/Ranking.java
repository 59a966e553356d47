package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which arm is best. The order of {@link Measure} decides: the highest throughput; among those in which no difference to
 * it was found, the lowest p99 latency; among those again, the least worker CPU. All by what arms are compared by, their
 * steady parts, whatever the whole of the measured seconds says.
 */
public final class Ranking {

    private Ranking() {}

    /** The best of those arms whose policy does not search; empty if none was measured and steady. */
    public static Optional<ArmResult> bestFixed(TrialResult trial) {
        List<ArmResult> fixed =
                trial.arms().stream().filter(arm -> !arm.arm().adaptive()).toList();
        return best(fixed, trial.design().smallestEffect());
    }

    /** The best arm; empty if none was measured and steady. */
    public static Optional<ArmResult> best(List<ArmResult> arms, double smallestEffect) {
        List<ArmResult> left = arms.stream()
                .filter(arm -> arm.totals().isPresent() && SteadyPart.of(arm).found())
                .toList();
        for (Measure measure : Measure.values()) {
            left = left.size() > 1 ? tiedForBest(measure, left, smallestEffect) : left;
        }
        return left.stream().findFirst();
    }

    /** The arm with the best value and all in which no difference to it was found, the best first. */
    public static List<ArmResult> tiedForBest(Measure measure, List<ArmResult> arms, double smallestEffect) {
        Optional<ArmResult> first = first(measure, arms);
        if (first.isEmpty()) {
            return arms; // nobody has this measure, so it tells nobody apart
        }
        List<ArmResult> tied = new ArrayList<>(List.of(first.get()));
        for (ArmResult arm : arms) {
            boolean tie = Comparison.of(measure, arm, first.get(), smallestEffect)
                    .filter(comparison -> !comparison.better() && !comparison.worse())
                    .isPresent();
            if (!arm.arm().name().equals(first.get().arm().name()) && tie) {
                tied.add(arm);
            }
        }
        return tied;
    }

    private static Optional<ArmResult> first(Measure measure, List<ArmResult> arms) {
        Optional<ArmResult> best = Optional.empty();
        for (ArmResult arm : arms) {
            if (measure.of(arm).isPresent() && (best.isEmpty() || isAhead(measure, arm, best.get()))) {
                best = Optional.of(arm);
            }
        }
        return best;
    }

    /**
     * By the very ratio that is compared. Over blocks of which some arms lack some, such ratios need not make one order;
     * the last arm that is ahead of the best so far is taken then.
     */
    private static boolean isAhead(Measure measure, ArmResult arm, ArmResult best) {
        OptionalDouble ratio = Estimate.ratio(measure, arm, best);
        if (ratio.isEmpty()) { // to 0 there is none
            return measure.moreIsBetter() && measure.steady(arm).orElse(0) > 0;
        }
        return measure.moreIsBetter() ? ratio.getAsDouble() > 1 : ratio.getAsDouble() < 1;
    }
}
