package io.sidecore.tuner.statistics;

import java.util.Arrays;
import java.util.OptionalInt;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Where the steady part of a series begins, by MSER-5: of the means of each five values, leave out as many at the
 * beginning as make the standard error of the rest smallest (White, "An effective truncation heuristic for bias
 * reduction in simulation output", Simulation 69, 1997; means of five: White, Cobb and Spratt, WSC 2000). At most half
 * is left out: what rises for longer than that is no warm-up.
 *
 * <p>MSER always names a place, so it is believed only as far as the data bear it out. It cuts nothing if what it would
 * cut has the same mean as the rest (t test at 1 %): else it would cut noise from every series. And what it leaves must
 * have no trend of more than 5 % over its length that would be seen by chance once in a hundred times only.
 */
public final class Mser5 {

    private static final int BATCH = 5;

    /** With fewer batches the rule would cut at random. */
    private static final int FEWEST_BATCHES = 4;

    private static final double TREND = 0.05;
    private static final double CHANCE = 0.01;

    private Mser5() {}

    /** How many values to leave out at the beginning, 0 also for a short series; absent if there is no steady part. */
    public static OptionalInt warmUp(double[] values) {
        double[] batches = batches(values);
        if (batches.length < FEWEST_BATCHES) {
            return OptionalInt.of(0);
        }
        int cut = 0;
        double best = Double.POSITIVE_INFINITY;
        for (int d = 0; d <= batches.length / 2; d++) {
            double[] rest = Arrays.copyOfRange(batches, d, batches.length);
            double error = StatUtils.populationVariance(rest) / rest.length;
            if (error < best) {
                best = error;
                cut = d;
            }
        }
        cut = differs(batches, cut) ? cut : 0;
        return steady(Arrays.copyOfRange(batches, cut, batches.length))
                ? OptionalInt.of(BATCH * cut)
                : OptionalInt.empty();
    }

    private static double[] batches(double[] values) {
        double[] batches = new double[values.length / BATCH];
        Arrays.setAll(batches, i -> StatUtils.mean(values, BATCH * i, BATCH));
        return batches;
    }

    /** Whether the batches before {@code cut} are of another mean than the rest, whose spread is that of all. */
    private static boolean differs(double[] batches, int cut) {
        int rest = batches.length - cut;
        if (cut == 0) {
            return false;
        }
        double off = Math.abs(StatUtils.mean(batches, 0, cut) - StatUtils.mean(batches, cut, rest));
        double error = Math.sqrt(StatUtils.variance(batches, cut, rest) * (1.0 / cut + 1.0 / rest));
        double allowed = -new TDistribution(null, rest - 1.0).inverseCumulativeProbability(CHANCE / 2);
        return off > allowed * error;
    }

    private static boolean steady(double[] batches) {
        double[] times = new double[batches.length];
        Arrays.setAll(times, i -> i);
        return Trend.of(times, batches)
                .filter(trend -> trend.chance() < CHANCE
                        && Math.abs(trend.slope()) * batches.length > TREND * Math.abs(StatUtils.mean(batches)))
                .isEmpty();
    }
}
