package io.sidecore.tuner.report.svg;

import java.util.ArrayList;
import java.util.List;

/** From 0 to a round value. Ticks are at 1, 2 or 5 times a power of ten. */
public final class LinearAxis implements Axis {

    private final double fromPixels;
    private final double toPixels;
    private final double step;
    private final int steps;

    private LinearAxis(double fromPixels, double toPixels, double step, int steps) {
        this.fromPixels = fromPixels;
        this.toPixels = toPixels;
        this.step = step;
        this.steps = steps;
    }

    /**
     * An axis that ends at the first tick at or above {@code most}.
     *
     * @param most the largest value; 0 and less gives an axis to 1
     * @param mostTicks how many steps there may be at most
     */
    public static LinearAxis roundedTo(double most, int mostTicks, double fromPixels, double toPixels) {
        double end = most > 0 ? most : 1;
        double step = step(end, mostTicks);
        // A value that is a tick but for rounding must not ask for one more step.
        return new LinearAxis(fromPixels, toPixels, step, (int) Math.ceil(end / step - 1e-9));
    }

    private static double step(double end, int mostTicks) {
        double least = end / mostTicks;
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (double times : new double[] {1, 2, 5}) {
            if (times * power >= least * (1 - 1e-9)) {
                return times * power;
            }
        }
        return 10 * power;
    }

    /** The value at its end. */
    public double end() {
        return steps * step;
    }

    @Override
    public double at(double value) {
        double share = Math.min(1, Math.max(0, value / end()));
        return fromPixels + share * (toPixels - fromPixels);
    }

    @Override
    public List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i <= steps; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }
}
