package io.sidecore.tuner.report.svg;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as people read them: three digits that count, and a unit that fits. */
public final class Figures {

    /** For what was not measured. */
    public static final String NONE = "-";

    private static final MathContext THREE = new MathContext(3, RoundingMode.HALF_UP);
    private static final String[] LARGE = {"", " k", " M", " G", " T", " P", " E"};

    private Figures() {}

    /** Three significant digits, whole numbers kept whole: {@code 0.0123}, {@code 1.20}, {@code 95.1}, {@code 1230}. */
    public static String three(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(THREE);
        int decimals = Math.max(0, rounded.scale() - rounded.precision() + 3);
        return rounded.setScale(Math.min(decimals, 6), RoundingMode.HALF_UP).toPlainString();
    }

    /** Two decimals, {@code 0.50}. */
    public static String two(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : NONE;
    }

    /** With a decimal prefix: {@code 1.23 M}. */
    public static String large(double value) {
        double rounded = value == 0 ? 0 : new BigDecimal(value).round(THREE).doubleValue();
        int prefix = 0;
        while (Math.abs(rounded) >= 1000 && prefix < LARGE.length - 1) {
            rounded /= 1000;
            prefix++;
        }
        return (prefix == 0 && rounded == Math.rint(rounded)
                        ? String.format(Locale.ROOT, "%.0f", rounded)
                        : three(rounded))
                + LARGE[prefix];
    }

    /** A time given in microseconds: {@code 80.1 µs}, {@code 1.23 ms}, {@code 2.00 s}. */
    public static String micros(double micros) {
        double rounded = micros == 0 ? 0 : new BigDecimal(micros).round(THREE).doubleValue();
        if (rounded < 1000) {
            return three(rounded) + " \u00b5s";
        }
        return rounded < 1_000_000 ? three(rounded / 1000) + " ms" : three(rounded / 1_000_000) + " s";
    }

    /** {@code 12 %}, {@code 0.5 %}. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, share >= 0.1 || share == 0 ? "%.0f %%" : "%.1f %%", 100 * share);
    }

    /** A time in an arm, {@code 3.2 s}. */
    public static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }

    /** Three digits, or {@link #NONE}. */
    public static String three(OptionalDouble value) {
        return value.isPresent() ? three(value.getAsDouble()) : NONE;
    }

    /** A place in a picture. */
    public static String place(double pixels) {
        String text = String.format(Locale.ROOT, "%.1f", pixels);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    /** A number without the zeros that say how exact it is: for the round values of an axis. */
    public static String tick(String number) {
        return number.replaceFirst("(\\.\\d*?)0+(?= |$)", "$1").replaceFirst("\\.(?= |$)", "");
    }

    /** Cuts a text that is too long for its place. */
    public static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "\u2026";
    }
}
