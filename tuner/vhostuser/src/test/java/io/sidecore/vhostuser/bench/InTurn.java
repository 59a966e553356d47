package io.sidecore.vhostuser.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Measures two contenders in turn, in slices that are short beside the minutes in which a machine that is shared with
 * others becomes faster or slower; so that what the two are compared by is the same machine.
 *
 * @param first median of the first one's slices
 * @param second median of the second one's
 * @param ratio median, over all pairs of slices, of the first to the second
 */
record InTurn(double first, double second, double ratio) {

    private static final int PAIRS = 15;
    private static final long SLICE_MILLIS = 700;

    /** Connections are made and a JVM compiles, of each by itself. */
    private static final long WARM_UP_MILLIS = 5_000;

    /** Until the caches are its own again. */
    private static final long SETTLE_MILLIS = 100;

    static InTurn measure(Supplier<? extends Contender> first, Supplier<? extends Contender> second) {
        try (Contender one = warm(first);
                Contender other = warm(second)) {
            List<Double> ones = new ArrayList<>();
            List<Double> others = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            for (int pair = 0; pair < PAIRS; pair++) {
                ones.add(slice(one));
                others.add(slice(other));
                ratios.add(ones.get(pair) / others.get(pair));
            }
            return new InTurn(median(ones), median(others), median(ratios));
        }
    }

    private static Contender warm(Supplier<? extends Contender> start) {
        Contender contender = start.get();
        contender.measure(WARM_UP_MILLIS);
        contender.pause();
        return contender;
    }

    private static double slice(Contender contender) {
        contender.resume();
        contender.measure(SETTLE_MILLIS);
        double value = contender.measure(SLICE_MILLIS);
        contender.pause();
        return value;
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
