package io.sidecore.policies;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers and lists in reasons. */
public final class Text {

    private static final double NANOS_PER_MICRO = 1e3;
    private static final int LISTED = 4;

    private Text() {}

    public static String percent(double share) {
        return Math.round(100 * share) + "%";
    }

    public static String micros(double nanos) {
        return String.format(Locale.ROOT, "%.1f us", nanos / NANOS_PER_MICRO);
    }

    public static String cpus(double cpus) {
        return String.format(Locale.ROOT, "%.2f CPUs", cpus);
    }

    /** With two decimals: CPUs, bytes per cycle. */
    public static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    public static String rate(double perSecond) {
        return Math.round(perSecond) + "/s";
    }

    public static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    public static String list(Collection<?> things) {
        String text = things.stream().limit(LISTED).map(Object::toString).collect(Collectors.joining(", "));
        return things.size() <= LISTED ? text : text + " and " + (things.size() - LISTED) + " more";
    }
}
