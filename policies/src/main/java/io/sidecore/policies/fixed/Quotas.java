package io.sidecore.policies.fixed;

import java.util.Comparator;
import java.util.List;

/** How many units each worker of one kind may have, one after the other. */
final class Quotas {

    private final int each;
    private final boolean first;
    private int extras;

    private Quotas(int each, int extras, boolean first) {
        this.each = each;
        this.extras = extras;
        this.first = first;
    }

    /** Up to so many each; the first with room takes the next. */
    static Quotas filling(int most) {
        return new Quotas(most, 0, true);
    }

    /** As many for each worker as nearly as can be; the emptiest takes the next. */
    static Quotas even(int units, int workers) {
        return new Quotas(units / workers, units % workers, false);
    }

    /** How many of its own units a worker keeps. */
    int take(int own) {
        if (own > each && extras > 0) {
            extras--;
            return each + 1;
        }
        return Math.min(own, each);
    }

    /** The worker, by what it has so far, that takes one more; there is room somewhere. */
    List<String> next(List<List<String>> workers) {
        if (first) {
            return workers.stream()
                    .filter(units -> units.size() < each)
                    .findFirst()
                    .orElseThrow();
        }
        return workers.stream().min(Comparator.comparingInt(List::size)).orElseThrow();
    }
}
