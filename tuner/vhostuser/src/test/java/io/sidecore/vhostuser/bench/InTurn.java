package io.sidecore.vhostuser.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Measures two contenders in turn, in short slices, of several starts of each. A machine that is shared with others
 * becomes several times faster or slower within minutes, and where a program's memory came to lie makes as much of a
 * difference for as long as it runs. Both only ever make a slice worse, so the contenders are compared by their best.
 *
 * @param first what the first one is capable of: its best slice
 * @param second the second one's
 */
record InTurn(Slices first, Slices second) {

    private static final int STARTS = 4;
    private static final int SLICES = 5;
    private static final long SLICE_MILLIS = 500;

    /** Connections are made and a JVM compiles, of each by itself. */
    private static final long WARM_UP_MILLIS = 4_000;

    /** Until the caches are its own again. */
    private static final long SETTLE_MILLIS = 100;

    /** All that was measured of one, the best first. */
    record Slices(List<Double> values) {

        double best() {
            return values.get(0);
        }

        double median() {
            return values.get(values.size() / 2);
        }
    }

    /** @param bestFirst the order of what is measured */
    static InTurn measure(
            Supplier<? extends Contender> first, Supplier<? extends Contender> second, Comparator<Double> bestFirst) {
        List<Double> ones = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        for (int start = 0; start < STARTS; start++) {
            try (Contender one = warm(first);
                    Contender other = warm(second)) {
                for (int i = 0; i < SLICES; i++) {
                    ones.add(slice(one));
                    others.add(slice(other));
                }
            }
        }
        ones.sort(bestFirst);
        others.sort(bestFirst);
        return new InTurn(new Slices(ones), new Slices(others));
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
}
