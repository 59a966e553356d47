package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.statistics.Interval;
import io.sidecore.tuner.trial.result.ArmResult;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One arm against another by one measure, in their steady parts.
 *
 * <p>The verdict, with the smallest effect of interest d (3 % if nobody says otherwise):
 *
 * <ul>
 *   <li>NO_DIFFERENCE if the whole interval lies in 1/(1+d) to 1+d: equivalence is shown (two one-sided tests,
 *       Schuirmann, 1987; at 2.5 % each, since the interval is one of 95 %)
 *   <li>BETTER or WORSE if the ratio is off 1 by d or more and the interval leaves 1 out
 *   <li>INCONCLUSIVE otherwise, or if the machine drifted by more than the difference
 * </ul>
 *
 * @param ratio of the two arms' values, {@code arm} over {@code base}; over blocks the geometric mean of their ratios
 * @param interval of that ratio, 95 %; for p99 latency that of a typical interval. Absent if there was too little data
 * @param superiority effect size: how often a value of {@code arm} is better than one of {@code base}, 0..1; 0.5 is no
 *     effect. Absent likewise
 * @param blocks in which both were measured; 0 if the interval is from within single runs
 * @param reason why it is inconclusive, and what would tell; else blank
 */
public record Comparison(
        Measure measure,
        String arm,
        String base,
        double ratio,
        Optional<Interval> interval,
        OptionalDouble superiority,
        int blocks,
        Verdict verdict,
        String reason) {

    /**
     * Compares {@code arm} with {@code base}, which ran in the same trial; empty if either was not measured or had no
     * steady part, or the base has 0.
     */
    public static Optional<Comparison> of(Measure measure, ArmResult arm, ArmResult base, double smallestEffect) {
        return Estimate.inOneTrial(measure, arm, base)
                .map(estimate -> judged(
                        measure,
                        arm,
                        base,
                        estimate,
                        smallestEffect,
                        Drift.moreThan(least(estimate, smallestEffect), measure, arm, base)));
    }

    /** The same of arms that ran in two trials, so that nothing can be said of the machine's drift between them. */
    public static Optional<Comparison> ofTwoTrials(
            Measure measure, ArmResult arm, ArmResult base, double smallestEffect) {
        return Estimate.ofTwoTrials(measure, arm, base)
                .map(estimate -> judged(
                        measure,
                        arm,
                        base,
                        estimate,
                        smallestEffect,
                        Drift.steal(least(estimate, smallestEffect), arm, base)));
    }

    private static double least(Estimate estimate, double smallestEffect) {
        return Math.max(smallestEffect, Math.expm1(Math.abs(Math.log(estimate.ratio()))));
    }

    private static Comparison judged(
            Measure measure,
            ArmResult arm,
            ArmResult base,
            Estimate estimate,
            double smallestEffect,
            Optional<String> disturbance) {
        Verdict verdict = disturbance.isPresent() ? Verdict.INCONCLUSIVE : verdict(measure, estimate, smallestEffect);
        String reason = "";
        if (verdict == Verdict.INCONCLUSIVE) {
            reason = disturbance.orElseGet(() -> missing(estimate, smallestEffect));
        }
        return new Comparison(
                measure,
                arm.arm().name(),
                base.arm().name(),
                estimate.ratio(),
                estimate.interval(),
                estimate.superiority(),
                estimate.blocks(),
                verdict,
                reason);
    }

    private static Verdict verdict(Measure measure, Estimate estimate, double smallestEffect) {
        if (estimate.interval().isEmpty()) {
            return Verdict.INCONCLUSIVE;
        }
        Interval interval = estimate.interval().get();
        if (interval.within(new Interval(1 / (1 + smallestEffect), 1 + smallestEffect))) {
            return Verdict.NO_DIFFERENCE;
        }
        boolean counts = Math.abs(Math.log(estimate.ratio())) >= Math.log1p(smallestEffect); // either way round
        if (!counts || interval.contains(1)) {
            return Verdict.INCONCLUSIVE;
        }
        return interval.low() > 1 == measure.moreIsBetter() ? Verdict.BETTER : Verdict.WORSE;
    }

    private static String missing(Estimate estimate, double smallestEffect) {
        if (estimate.interval().isPresent()) {
            return estimate.whatWouldTell(smallestEffect);
        }
        return estimate.blocks() == 0
                ? "too little steady data for an interval; longer runs have more"
                : "measured and steady in " + estimate.blocks() + " blocks only; " + Estimate.FEWEST_BLOCKS
                        + " give an interval";
    }

    /** The same, but not to be trusted. */
    public Comparison inconclusive(String why) {
        return new Comparison(measure, arm, base, ratio, interval, superiority, blocks, Verdict.INCONCLUSIVE, why);
    }

    /** Whether {@code arm} was found better than {@code base}. */
    public boolean better() {
        return verdict == Verdict.BETTER;
    }

    /** Whether {@code arm} was found worse than {@code base}. */
    public boolean worse() {
        return verdict == Verdict.WORSE;
    }

    /** {@code 1.02 x (0.99 to 1.05: inconclusive, 4 more blocks should tell)}. */
    public String text() {
        String range = interval.map(found -> rangeText(found) + ": ").orElse("");
        return ratioText() + " x (" + range + verdictText() + ")";
    }

    /** The verdict, with its reason. */
    public String verdictText() {
        return verdict.text() + (reason.isEmpty() ? "" : ", " + reason);
    }

    /** The ratio, with as many digits as it takes to see that it is not 0. */
    public String ratioText() {
        return String.format(Locale.ROOT, ratio >= 0.1 ? "%.2f" : "%.4f", ratio);
    }

    /** The interval; blank if there is none. */
    public String rangeText() {
        return interval.map(Comparison::rangeText).orElse("");
    }

    private static String rangeText(Interval interval) {
        return String.format(Locale.ROOT, "%.2f to %.2f", interval.low(), interval.high());
    }
}
