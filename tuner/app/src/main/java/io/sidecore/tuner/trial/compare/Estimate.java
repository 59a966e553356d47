package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.statistics.BlockBootstrap;
import io.sidecore.tuner.statistics.Interval;
import io.sidecore.tuner.statistics.MeanInterval;
import io.sidecore.tuner.trial.result.ArmResult;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one arm's value compares with another's.
 *
 * @param ratio arm over base
 * @param interval of that, 95 %; absent if there was too little data
 * @param superiority effect size: how often, of all pairs of values, the arm's is the better one, ties counting half
 *     (Vargha and Delaney, 2000); 0.5 is no effect
 * @param blocks in how many blocks both were measured; 0 if the interval is from within single runs
 * @param spread of the logarithm of the ratio from block to block; absent likewise
 */
record Estimate(
        double ratio, Optional<Interval> interval, OptionalDouble superiority, int blocks, OptionalDouble spread) {

    /** Two blocks give an interval that says nothing: Student's t with one degree of freedom is 12.7. */
    static final int FEWEST_BLOCKS = 3;

    private static final int MOST_BLOCKS = 1000;

    /** Absent if either was not measured or had no steady part, or the base has 0. */
    static Optional<Estimate> inOneTrial(Measure measure, ArmResult arm, ArmResult base) {
        List<Pair> pairs = pairs(measure, arm, base);
        return pairs.isEmpty() ? withinRuns(measure, arm, base) : Optional.of(paired(measure, pairs));
    }

    /** The ratio of {@link #inOneTrial}, without the work of its interval. Absent likewise. */
    static OptionalDouble ratio(Measure measure, ArmResult arm, ArmResult base) {
        List<Pair> pairs = pairs(measure, arm, base);
        return pairs.isEmpty() ? ratioWithinRuns(measure, arm, base) : OptionalDouble.of(Math.exp(mean(pairs)));
    }

    /** None unless both ran several times. */
    private static List<Pair> pairs(Measure measure, ArmResult arm, ArmResult base) {
        boolean repeated = Math.min(arm.runs().size(), base.runs().size()) > 1;
        return repeated ? Pair.of(measure, arm, base) : List.of();
    }

    private static double mean(List<Pair> pairs) {
        return pairs.stream().mapToDouble(Pair::logRatio).average().orElseThrow();
    }

    /** Of two trials, whose runs are no pairs. Absent likewise. */
    static Optional<Estimate> ofTwoTrials(Measure measure, ArmResult arm, ArmResult base) {
        double[] a = Pair.logs(measure, arm);
        double[] b = Pair.logs(measure, base);
        if (Math.min(a.length, b.length) < FEWEST_BLOCKS) {
            return withinRuns(measure, arm, base);
        }
        MeanInterval mean = MeanInterval.difference(a, b);
        int blocks = Math.min(a.length, b.length);
        return Optional.of(new Estimate(
                Math.exp(mean.mean()),
                Optional.of(exp(mean.interval())),
                OptionalDouble.of(superiority(measure, a, b)),
                blocks,
                OptionalDouble.of(mean.standardError() * Math.sqrt(blocks))));
    }

    private static Estimate paired(Measure measure, List<Pair> pairs) {
        double[] logs = pairs.stream().mapToDouble(Pair::logRatio).toArray();
        OptionalDouble superiority = OptionalDouble.of(superiority(measure, logs, new double[1]));
        if (logs.length < FEWEST_BLOCKS) {
            return new Estimate(
                    Math.exp(mean(pairs)), Optional.empty(), superiority, logs.length, OptionalDouble.empty());
        }
        MeanInterval mean = MeanInterval.of(logs);
        return new Estimate(
                Math.exp(mean.mean()),
                Optional.of(exp(mean.interval())),
                superiority,
                logs.length,
                OptionalDouble.of(mean.standardError() * Math.sqrt(logs.length)));
    }

    private static Optional<Estimate> withinRuns(Measure measure, ArmResult arm, ArmResult base) {
        OptionalDouble ratio = ratioWithinRuns(measure, arm, base);
        if (ratio.isEmpty()) {
            return Optional.empty();
        }
        double[] a = measure.steadySeries(arm);
        double[] b = measure.steadySeries(base);
        return Optional.of(new Estimate(
                ratio.getAsDouble(),
                new BlockBootstrap(measure::centre).ratio(a, b),
                a.length == 0 || b.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(superiority(measure, a, b)),
                0,
                OptionalDouble.empty()));
    }

    private static OptionalDouble ratioWithinRuns(Measure measure, ArmResult arm, ArmResult base) {
        if (!SteadyPart.of(arm).found() || !SteadyPart.of(base).found()) {
            return OptionalDouble.empty();
        }
        OptionalDouble value = measure.steady(arm);
        OptionalDouble baseValue = measure.steady(base);
        return value.isEmpty() || baseValue.isEmpty() || baseValue.getAsDouble() <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(value.getAsDouble() / baseValue.getAsDouble());
    }

    private static double superiority(Measure measure, double[] a, double[] b) {
        double won = 0;
        for (double x : a) {
            for (double y : b) {
                won += x == y ? 0.5 : x > y == measure.moreIsBetter() ? 1 : 0;
            }
        }
        return won / a.length / b.length;
    }

    private static Interval exp(Interval logs) {
        return new Interval(Math.exp(logs.low()), Math.exp(logs.high()));
    }

    /** What it would take to tell, in words; the interval can be had. */
    String whatWouldTell(double smallestEffect) {
        double effect = Math.abs(Math.log(ratio));
        double margin = Math.log1p(smallestEffect);
        double wanted = effect >= margin ? effect : margin - effect;
        if (spread.isPresent()) {
            return moreBlocks(spread.getAsDouble(), wanted);
        }
        Interval found = interval.orElseThrow();
        double half = Math.log(found.high() / Math.max(found.low(), Double.MIN_NORMAL)) / 2;
        double longer = Math.pow(half / wanted, 2);
        return longer < 100
                ? String.format(
                        Locale.ROOT,
                        "runs about %.0f times as long might tell, or 3 blocks or more",
                        Math.max(2, Math.ceil(longer)))
                : "runs 100 times as long would not tell; 3 blocks or more might";
    }

    private String moreBlocks(double blockSpread, double wanted) {
        for (int all = blocks + 1; all <= MOST_BLOCKS; all++) {
            if (MeanInterval.quantile(all - 1.0) * blockSpread / Math.sqrt(all) <= wanted) {
                return "about " + (all - blocks) + (all - blocks == 1 ? " more block" : " more blocks")
                        + " should tell";
            }
        }
        return MOST_BLOCKS + " blocks would not tell";
    }
}
