package io.sidecore.tuner.trial.result;

import java.util.Optional;

/**
 * In which order the arms of a trial run, and how often.
 *
 * @param blocks how often each arm is measured, 1 or more
 * @param baseline the arm that each other is run between, if {@link Kind#ABA}
 * @param smallestEffect a difference smaller than this share is none, in (0,1]
 */
public record Design(Kind kind, int blocks, Optional<String> baseline, double smallestEffect) {

    /** A difference smaller than this is not worth a word, however certain: 3 %. */
    public static final double SMALLEST_EFFECT = 0.03;

    /** Kinds of design. */
    public enum Kind {
        /** Randomised complete blocks (Fisher, 1926): each block runs every arm once, in an order that is drawn. */
        BLOCKS,
        /** The baseline before and after each other arm: what drifts evenly falls out. */
        ABA
    }

    public Design {
        if (blocks < 1) {
            throw new IllegalArgumentException("a trial has 1 block or more: " + blocks);
        }
        if (baseline.isPresent() != (kind == Kind.ABA)) {
            throw new IllegalArgumentException("a baseline goes with the design aba, and with that only");
        }
        if (!(smallestEffect > 0 && smallestEffect <= 1)) {
            throw new IllegalArgumentException("the smallest effect must be above 0 and at most 1: " + smallestEffect);
        }
    }

    /** Each arm once, and a difference of 3 %. */
    public static Design once() {
        return new Design(Kind.BLOCKS, 1, Optional.empty(), SMALLEST_EFFECT);
    }
}
