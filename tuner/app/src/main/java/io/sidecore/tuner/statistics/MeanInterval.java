package io.sidecore.tuner.statistics;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A mean of few independent numbers and how sure it is, by Student's t.
 *
 * @param mean of the numbers, or the difference of two means
 * @param standardError of that, at least 0
 * @param degrees of freedom; need not be whole (Welch, 1947)
 */
public record MeanInterval(double mean, double standardError, double degrees) {

    private static final double TAIL = 0.025;

    public MeanInterval {
        if (!(standardError >= 0 && degrees > 0)) {
            throw new IllegalArgumentException(
                    "no interval: " + standardError + ", " + degrees + " degrees"); // also NaN
        }
    }

    /** Of numbers, 2 or more. */
    public static MeanInterval of(double... numbers) {
        return new MeanInterval(
                StatUtils.mean(numbers), Math.sqrt(StatUtils.variance(numbers) / numbers.length), numbers.length - 1.0);
    }

    /** Mean of {@code a} less mean of {@code b}, 2 or more numbers each, which need not spread alike. */
    public static MeanInterval difference(double[] a, double[] b) {
        double u = StatUtils.variance(a) / a.length;
        double v = StatUtils.variance(b) / b.length;
        double degrees = u + v == 0
                ? a.length + b.length - 2.0
                : (u + v) * (u + v) / (u * u / (a.length - 1) + v * v / (b.length - 1));
        return new MeanInterval(StatUtils.mean(a) - StatUtils.mean(b), Math.sqrt(u + v), degrees);
    }

    /** The 95 % interval. */
    public Interval interval() {
        double half = quantile(degrees) * standardError;
        return new Interval(mean - half, mean + half);
    }

    /** How many standard errors Student's t allows to either side at 95 %. */
    public static double quantile(double degrees) {
        return -new TDistribution(null, degrees).inverseCumulativeProbability(TAIL);
    }
}
