package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.HostFacts;
import io.sidecore.tuner.trial.result.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Arms of one trial against arms of another.
 *
 * @param comparisons of arms of the second trial with arms of the first, by each measure asked for that both have
 * @param missing measures of arms that cannot be compared, as one side was not measured, or not steady
 * @param obstacles why the two cannot be compared; then every verdict is INCONCLUSIVE
 * @param warnings what else differs, which may be just what the two are compared for
 */
public record TwoTrials(List<Comparison> comparisons, int missing, List<String> obstacles, List<String> warnings) {

    public TwoTrials {
        comparisons = List.copyOf(comparisons);
        obstacles = List.copyOf(obstacles);
        warnings = List.copyOf(warnings);
    }

    /**
     * Two arms to compare.
     *
     * @param arm of the second trial
     * @param base of the first
     */
    public record Arms(ArmResult arm, ArmResult base) {}

    /**
     * Compares.
     *
     * @param arms which arms
     * @param measures by what
     * @param smallestEffect a difference smaller than this share is none
     */
    public static TwoTrials of(
            TrialResult first, TrialResult second, List<Arms> arms, Set<Measure> measures, double smallestEffect) {
        List<String> obstacles = obstacles(first, second);
        List<Comparison> comparisons = new ArrayList<>();
        List<String> warnings = warnings(first, second);
        boolean same = first.equals(second); // then runs are pairs, and drift is known
        int missing = 0;
        for (Arms two : arms) {
            for (Measure measure : measures) {
                Optional<Comparison> found = same
                        ? Comparison.of(measure, two.arm(), two.base(), smallestEffect)
                        : Comparison.ofTwoTrials(measure, two.arm(), two.base(), smallestEffect);
                found.map(one -> obstacles.isEmpty() ? one : one.inconclusive("not comparable"))
                        .ifPresent(comparisons::add);
                boolean measured = measure.of(two.arm()).isPresent()
                        || measure.of(two.base()).isPresent();
                if (found.isEmpty() && measured) {
                    missing++;
                    warnings.add(two.arm().arm().name() + ": " + measure.text()
                            + " was not measured, or not steady, in both");
                }
            }
        }
        if (comparisons.stream().anyMatch(one -> one.blocks() == 0)) {
            warnings.add(
                    "fewer than " + Estimate.FEWEST_BLOCKS + " runs in one of them: what the machine does from run to"
                            + " run is not in the intervals (see trial --blocks)");
        }
        return new TwoTrials(comparisons, missing, obstacles, warnings);
    }

    /** Worse if any measure of any arm is; else inconclusive if any is, or is missing on one side; else no worse. */
    public Verdict verdict() {
        if (comparisons.stream().anyMatch(Comparison::worse)) {
            return Verdict.WORSE;
        }
        boolean open = missing > 0
                || comparisons.isEmpty()
                || comparisons.stream().anyMatch(one -> one.verdict() == Verdict.INCONCLUSIVE);
        if (open) {
            return Verdict.INCONCLUSIVE;
        }
        return comparisons.stream().anyMatch(Comparison::better) ? Verdict.BETTER : Verdict.NO_DIFFERENCE;
    }

    private static List<String> obstacles(TrialResult first, TrialResult second) {
        List<String> obstacles = new ArrayList<>();
        HostFacts was = first.host();
        HostFacts is = second.host();
        differ(obstacles, "the CPU", was.cpuModel(), is.cpuModel());
        differ(obstacles, "the number of CPUs", was.cpus(), is.cpus());
        differ(obstacles, "the load", first.load(), second.load());
        return obstacles;
    }

    private static List<String> warnings(TrialResult first, TrialResult second) {
        List<String> warnings = new ArrayList<>();
        HostFacts was = first.host();
        HostFacts is = second.host();
        differ(warnings, "the seed of the load", first.seed(), second.seed());
        differ(warnings, "the measured seconds", first.measureSeconds(), second.measureSeconds());
        differ(warnings, "the version of Sidecore", was.sidecore(), is.sidecore());
        differ(warnings, "the kernel", was.kernel(), is.kernel());
        differ(warnings, "Java", was.java(), is.java());
        return warnings;
    }

    private static void differ(List<String> to, String what, Object was, Object is) {
        if (!was.equals(is)) {
            to.add(what + " differs: " + was + " and " + is);
        }
    }
}
