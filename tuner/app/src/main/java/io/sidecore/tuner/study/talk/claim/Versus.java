package io.sidecore.tuner.study.talk.claim;

import io.sidecore.tuner.study.talk.Cell;
import io.sidecore.tuner.study.talk.Design;
import io.sidecore.tuner.study.talk.Sweep;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Two designs of one sweep, compared by the ratio of their means over the seeds.
 *
 * @param sweep both are of it
 * @param design what is judged
 * @param than what it is divided by
 * @param measure what of them
 */
record Versus(Sweep sweep, Design design, Design than, ToDoubleFunction<Cell> measure) {

    /** By what both deliver. */
    static Versus throughput(Sweep sweep, Design design, Design than) {
        return new Versus(sweep, design, than, Cell::throughput);
    }

    /** By the mean latency that peers see. */
    static Versus latency(Sweep sweep, Design design, Design than) {
        return new Versus(sweep, design, than, Cell::meanMicros);
    }

    /** With so many guests. */
    double at(int guests) {
        return sweep.curve(design).at(guests, measure) / sweep.curve(than).at(guests, measure);
    }

    /** Whether the ratio is as wanted with every such number of guests. */
    boolean all(IntPredicate which, DoublePredicate wanted) {
        return guests(which).stream().allMatch(guests -> wanted.test(at(guests)));
    }

    /** Such numbers of guests as were measured. */
    List<Integer> guests(IntPredicate which) {
        return sweep.guests().stream().filter(which::test).toList();
    }

    /** The ratios in words. */
    String words(IntPredicate which) {
        return sweep.traffic().word() + ", " + design.title() + " / " + than.title() + ": "
                + guests(which).stream()
                        .map(guests -> String.format(Locale.ROOT, "%.2f at %d", at(guests), guests))
                        .collect(Collectors.joining(", "));
    }
}
