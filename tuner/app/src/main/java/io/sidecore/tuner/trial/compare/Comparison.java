package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.trial.result.ArmResult;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One arm against another by one measure.
 *
 * @param ratio of the two arms' values over all measured seconds, {@code arm} over {@code base}
 * @param interval of that ratio, 95 %; for p99 latency that of a typical interval. Absent if there was too little data
 * @param finding which of the two is higher, as far as the data tell
 */
public record Comparison(
        Measure measure, String arm, String base, double ratio, Optional<Interval> interval, Finding finding) {

    /** A difference smaller than this is not worth a word, however certain: 3 %. */
    public static final double SMALLEST_DIFFERENCE = 0.03;

    /** What a comparison can say. */
    public enum Finding {
        HIGHER("higher"),
        LOWER("lower"),
        NO_DIFFERENCE("no difference found");

        private final String text;

        Finding(String text) {
            this.text = text;
        }

        /** As an operator reads it. */
        public String text() {
            return text;
        }
    }

    /** Compares {@code arm} with {@code base}; empty if either was not measured, or the base has 0. */
    public static Optional<Comparison> of(Measure measure, ArmResult arm, ArmResult base) {
        OptionalDouble value = measure.of(arm);
        OptionalDouble baseValue = measure.of(base);
        if (value.isEmpty() || baseValue.isEmpty() || baseValue.getAsDouble() <= 0) {
            return Optional.empty();
        }
        double ratio = value.getAsDouble() / baseValue.getAsDouble();
        Optional<Interval> interval =
                new BlockBootstrap(measure::centre).ratio(measure.series(arm), measure.series(base));
        return Optional.of(new Comparison(
                measure, arm.arm().name(), base.arm().name(), ratio, interval, finding(ratio, interval)));
    }

    private static Finding finding(double ratio, Optional<Interval> interval) {
        // Both the whole and the interval must differ, and to the same side.
        if (interval.isEmpty() || Math.abs(ratio - 1) < SMALLEST_DIFFERENCE) {
            return Finding.NO_DIFFERENCE;
        }
        if (ratio > 1) {
            return interval.get().low() > 1 ? Finding.HIGHER : Finding.NO_DIFFERENCE;
        }
        return interval.get().high() < 1 ? Finding.LOWER : Finding.NO_DIFFERENCE;
    }

    /** Whether {@code arm} was found better than {@code base}. */
    public boolean better() {
        return finding == (measure.moreIsBetter() ? Finding.HIGHER : Finding.LOWER);
    }

    /** Whether {@code arm} was found worse than {@code base}. */
    public boolean worse() {
        return finding == (measure.moreIsBetter() ? Finding.LOWER : Finding.HIGHER);
    }

    /** {@code 1.02 x (0.99 to 1.05: no difference found)}. */
    public String text() {
        String range = interval.map(found -> String.format(Locale.ROOT, "%.2f to %.2f: ", found.low(), found.high()))
                .orElse("too little data for an interval: ");
        return ratioText() + " x (" + range + finding.text() + ")";
    }

    /** The ratio, with as many digits as it takes to see that it is not 0. */
    public String ratioText() {
        return String.format(Locale.ROOT, ratio >= 0.1 ? "%.2f" : "%.4f", ratio);
    }
}
