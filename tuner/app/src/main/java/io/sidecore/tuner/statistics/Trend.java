package io.sidecore.tuner.statistics;

import java.util.Optional;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A straight line through numbers over time, by least squares.
 *
 * @param slope rise for one unit of time
 * @param chance how often numbers without any trend rise or fall so steeply, 0..1 (two-sided t test of the slope)
 */
public record Trend(double slope, double chance) {

    /** Of one row of numbers; absent if there are fewer than 3, or time stands still. */
    public static Optional<Trend> of(double[] times, double[] numbers) {
        return of(new double[][] {times}, new double[][] {numbers});
    }

    /**
     * The slope that several rows of numbers have in common, each with a level of its own.
     *
     * @return absent if there are too few numbers for a test, or time stands still in each row
     */
    public static Optional<Trend> of(double[][] times, double[][] numbers) {
        double degrees = -times.length - 1.0;
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int row = 0; row < times.length; row++) {
            double middle = StatUtils.mean(times[row]);
            double level = StatUtils.mean(numbers[row]);
            degrees += times[row].length;
            for (int i = 0; i < times[row].length; i++) {
                double x = times[row][i] - middle;
                double y = numbers[row][i] - level;
                xx += x * x;
                xy += x * y;
                yy += y * y;
            }
        }
        if (degrees < 1 || !(xx > 0)) {
            return Optional.empty();
        }
        double slope = xy / xx;
        double error = Math.sqrt(Math.max(0, yy - slope * xy) / degrees / xx);
        return Optional.of(new Trend(slope, chance(slope, error, degrees)));
    }

    private static double chance(double slope, double error, double degrees) {
        if (slope == 0) {
            return 1;
        }
        return error == 0 ? 0 : 2 * new TDistribution(null, degrees).cumulativeProbability(-Math.abs(slope / error));
    }
}
