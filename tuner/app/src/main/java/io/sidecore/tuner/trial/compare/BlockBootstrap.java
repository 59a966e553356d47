package io.sidecore.tuner.trial.compare;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * An interval for the ratio of two arms' series, by the circular block bootstrap (Politis and Romano, 1992). What happens
 * in one interval often lasts into the next (a noisy neighbour, a full queue), so single intervals are no independent
 * witnesses; blocks of them, drawn anew with their inner order kept, are more nearly so.
 *
 * <p>The draw is seeded: the same data give the same interval.
 */
final class BlockBootstrap {

    /** Blocks per series. With 10 measured seconds a block is 1 s, longer than the disturbances seen. */
    static final int BLOCKS = 10;

    /** Fewer values than this, two a block, give no interval. */
    static final int FEWEST = 2 * BLOCKS;

    private static final int DRAWS = 2000;
    private static final double TAIL_PERCENT = 2.5;
    private static final long SEED = 1;

    private final ToDoubleFunction<double[]> centre;

    BlockBootstrap(ToDoubleFunction<double[]> centre) {
        this.centre = centre;
    }

    /** The 95 % interval of centre(a) / centre(b); empty if there are too few values, or those of b are mostly 0. */
    Optional<Interval> ratio(double[] a, double[] b) {
        if (a.length < FEWEST || b.length < FEWEST) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(SEED);
        double[] ratios = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            ratios[i] = centre.applyAsDouble(draw(a, random)) / centre.applyAsDouble(draw(b, random));
            if (!Double.isFinite(ratios[i])) {
                return Optional.empty();
            }
        }
        Percentile percentile = new Percentile();
        percentile.setData(ratios);
        return Optional.of(new Interval(percentile.evaluate(TAIL_PERCENT), percentile.evaluate(100 - TAIL_PERCENT)));
    }

    private static double[] draw(double[] values, SplittableRandom random) {
        int block = (values.length + BLOCKS - 1) / BLOCKS;
        double[] drawn = new double[values.length];
        for (int i = 0; i < drawn.length; i += block) {
            int from = random.nextInt(values.length);
            for (int j = 0; j < block && i + j < drawn.length; j++) {
                drawn[i + j] = values[(from + j) % values.length];
            }
        }
        return drawn;
    }
}
