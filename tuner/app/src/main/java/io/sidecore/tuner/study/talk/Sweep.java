package io.sidecore.tuner.study.talk;

import java.util.List;

/**
 * All designs of a test bed under one load.
 *
 * @param bed which
 * @param traffic which
 * @param curves one for each design, over the same numbers of guests
 */
public record Sweep(Bed bed, Traffic traffic, List<Curve> curves) {

    public Sweep {
        curves = List.copyOf(curves);
    }

    /** The curve of a design. */
    public Curve curve(Design design) {
        return curves.stream()
                .filter(curve -> curve.design().equals(design.title()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(design + " is not of test bed " + bed));
    }

    /** Numbers of guests that were measured, ascending. */
    public List<Integer> guests() {
        return curves.get(0).guests();
    }
}
