package io.sidecore.tuner.report.svg;

import java.util.ArrayList;
import java.util.List;

/** Logarithmic, from one round value to another. Ticks are at powers of ten, with 2 and 5 between them if few. */
public final class LogAxis implements Axis {

    private static final int MOST_DECADES = 6;
    private static final double[] WITHIN_DECADE = {1, 2, 5};

    private final double fromPixels;
    private final double toPixels;
    private final List<Double> ticks;

    private LogAxis(double fromPixels, double toPixels, List<Double> ticks) {
        this.fromPixels = fromPixels;
        this.toPixels = toPixels;
        this.ticks = List.copyOf(ticks);
    }

    /**
     * An axis that starts and ends at ticks around the values.
     *
     * @param least the smallest value, over 0
     * @param most the largest value, at least {@code least}
     */
    public static LogAxis around(double least, double most, double fromPixels, double toPixels) {
        if (!(least > 0 && most >= least && most < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("no logarithmic axis from " + least + " to " + most);
        }
        List<Double> ticks = most / least <= 100 ? fine(least, most) : decades(least, most);
        return new LogAxis(fromPixels, toPixels, ticks);
    }

    private static List<Double> fine(double least, double most) {
        List<Double> ticks = new ArrayList<>();
        for (int power = floor(least); power <= floor(most) + 1; power++) {
            for (double times : WITHIN_DECADE) {
                ticks.add(times * Math.pow(10, power));
            }
        }
        while (ticks.get(1) <= least) {
            ticks.remove(0);
        }
        while (ticks.get(ticks.size() - 2) >= most && ticks.size() > 2) {
            ticks.remove(ticks.size() - 1);
        }
        return ticks;
    }

    private static List<Double> decades(double least, double most) {
        int first = floor(least);
        int decades = (int) Math.ceil(Math.log10(most) - 1e-9) - first;
        int stride = (decades + MOST_DECADES - 1) / MOST_DECADES;
        List<Double> ticks = new ArrayList<>();
        for (int power = first; power < first + decades + stride; power += stride) {
            ticks.add(Math.pow(10, power));
        }
        return ticks;
    }

    private static int floor(double value) {
        return (int) Math.floor(Math.log10(value) + 1e-9);
    }

    @Override
    public double at(double value) {
        double low = Math.log(ticks.get(0));
        double high = Math.log(ticks.get(ticks.size() - 1));
        double share = value <= 0 ? 0 : (Math.log(value) - low) / (high - low);
        return fromPixels + Math.min(1, Math.max(0, share)) * (toPixels - fromPixels);
    }

    @Override
    public List<Double> ticks() {
        return ticks;
    }
}
