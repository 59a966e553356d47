package io.sidecore.policies.plan;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Rules, changed one by one from the defaults. */
public record Ruled(Rules rules) {

    public static final Ruled ANY = new Ruled(Rules.DEFAULTS);

    public Ruled with(Numa nodes) {
        return new Ruled(rules.with(nodes));
    }

    public Ruled matchingCgroups() {
        return of(true, rules.guestsPerWorker(), rules.apart(), rules.movePrice());
    }

    public Ruled withGuestsPerWorker(int most) {
        return of(rules.cgroupMatch(), OptionalInt.of(most), rules.apart(), rules.movePrice());
    }

    public Ruled withApart(List<Set<String>> guests) {
        return of(rules.cgroupMatch(), rules.guestsPerWorker(), guests, rules.movePrice());
    }

    public Ruled withMovePrice(double load) {
        return of(rules.cgroupMatch(), rules.guestsPerWorker(), rules.apart(), load);
    }

    private Ruled of(boolean cgroupMatch, OptionalInt most, List<Set<String>> apart, double movePrice) {
        return new Ruled(new Rules(
                rules.numa(),
                rules.crossNodeFactor(),
                rules.overload(),
                cgroupMatch,
                most,
                apart,
                rules.tolerance(),
                movePrice));
    }
}
