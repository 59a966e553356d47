package io.sidecore.collector.diagnosis.rule;

import java.util.List;
import java.util.Locale;

/** Numbers and names as findings write them. */
final class Words {

    /** Longer names and lists are cut. */
    private static final int LONGEST_NAME = 40;

    private Words() {}

    /** {@code 97 %}, {@code 0.4 %}. */
    static String percent(double share) {
        return String.format(Locale.ROOT, share >= 0.0995 || share == 0 ? "%.0f %%" : "%.1f %%", 100 * share);
    }

    /** {@code 250 ns}, {@code 80 us}, {@code 2.1 ms}, {@code 1.5 s}. */
    static String nanos(double nanos) {
        if (nanos < 1e3) {
            return String.format(Locale.ROOT, "%.0f ns", nanos);
        }
        if (nanos < 1e6) {
            return scaled(nanos / 1e3, "us");
        }
        return nanos < 1e9 ? scaled(nanos / 1e6, "ms") : scaled(nanos / 1e9, "s");
    }

    private static String scaled(double value, String unit) {
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, unit);
    }

    /** {@code 950}, {@code 12.3 k}, {@code 1.2 M}. */
    static String count(double value) {
        if (value < 999.5) {
            return String.format(Locale.ROOT, value == 0 || value >= 9.95 ? "%.0f" : "%.1f", value);
        }
        return value < 999_500 ? scaled(value / 1e3, "k") : scaled(value / 1e6, "M");
    }

    /** A name of somebody else's choice: printable, and not too long. */
    static String name(String text) {
        String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
        return clean.length() <= LONGEST_NAME ? clean : clean.substring(0, LONGEST_NAME - 3) + "...";
    }

    /** {@code a, b and c}. */
    static String list(List<String> words) {
        int last = words.size() - 1;
        return last < 1
                ? String.join("", words)
                : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }
}
