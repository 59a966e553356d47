package io.sidecore.tuner.statistics;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * Intervals from series, by the circular block bootstrap (Politis and Romano, 1992). What happens in one interval often
 * lasts into the next (a noisy neighbour, a full queue), so single intervals are no independent witnesses; blocks of
 * them, drawn anew with their inner order kept, are more nearly so.
 *
 * <p>Ten blocks are few, and plain percentiles of the draws would be too narrow by what Student's t is wider than the
 * normal distribution: percentiles further out make up for it (Hesterberg, "What Teachers Should Know About the
 * Bootstrap", 2015, the expanded percentile interval).
 *
 * <p>The draw is seeded: the same data give the same interval.
 */
public final class BlockBootstrap {

    /** Blocks per series. With 10 measured seconds a block is 1 s, longer than the disturbances seen. */
    public static final int BLOCKS = 10;

    /** Fewer values than this, two a block, give no interval. */
    public static final int FEWEST = 2 * BLOCKS;

    private static final int DRAWS = 2000;
    private static final double TAIL = 0.025;
    private static final double EXPANDED_TAIL_PERCENT = 100 * expanded(TAIL);
    private static final long SEED = 1;

    private final ToDoubleFunction<double[]> centre;

    /**
     * An interval for ratios.
     *
     * @param centre what of a series is compared, for instance its mean
     */
    public BlockBootstrap(ToDoubleFunction<double[]> centre) {
        this.centre = centre;
    }

    /** The 95 % interval of centre(a) / centre(b); empty if there are too few values, or those of b are mostly 0. */
    public Optional<Interval> ratio(double[] a, double[] b) {
        if (a.length < FEWEST || b.length < FEWEST) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(SEED);
        double[] ratios = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            ratios[i] = centre.applyAsDouble(at(draw(a.length, random), a))
                    / centre.applyAsDouble(at(draw(b.length, random), b));
            if (!Double.isFinite(ratios[i])) {
                return Optional.empty();
            }
        }
        Percentile percentile = new Percentile();
        percentile.setData(ratios);
        return Optional.of(new Interval(
                percentile.evaluate(EXPANDED_TAIL_PERCENT), percentile.evaluate(100 - EXPANDED_TAIL_PERCENT)));
    }

    /**
     * A statistic of windows, drawn anew many times.
     *
     * @param length how many windows there are
     * @param statistic of the windows with these numbers, from 0
     */
    public static double[] draws(int length, ToDoubleFunction<int[]> statistic) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] values = new double[DRAWS];
        Arrays.setAll(values, i -> statistic.applyAsDouble(draw(length, random)));
        return values;
    }

    private static double[] at(int[] indexes, double[] values) {
        double[] drawn = new double[indexes.length];
        Arrays.setAll(drawn, i -> values[indexes[i]]);
        return drawn;
    }

    private static int[] draw(int length, SplittableRandom random) {
        int block = (length + BLOCKS - 1) / BLOCKS;
        int[] drawn = new int[length];
        for (int i = 0; i < length; i += block) {
            int from = random.nextInt(length);
            for (int j = 0; j < block && i + j < length; j++) {
                drawn[i + j] = (from + j) % length;
            }
        }
        return drawn;
    }

    private static double expanded(double tail) {
        double t = new TDistribution(null, BLOCKS - 1.0).inverseCumulativeProbability(tail);
        return new NormalDistribution(null, 0, 1).cumulativeProbability(t * Math.sqrt(BLOCKS / (BLOCKS - 1.0)));
    }
}
