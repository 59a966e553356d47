package io.sidecore.tuner.top.text;

import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What stands in one place of a table.
 *
 * @param text what is shown
 * @param key what it is sorted by, the largest first; NaN where nothing was measured or there is no number
 */
public record Cell(String text, double key) {

    /** Nothing was measured. */
    public static final Cell ABSENT = new Cell("-", Double.NaN);

    /** Nothing belongs here. */
    public static final Cell BLANK = new Cell("", Double.NaN);

    /** The largest number first, then what has none, by its text. */
    public static final Comparator<Cell> ORDER = Comparator.comparing((Cell cell) -> Double.isNaN(cell.key))
            .thenComparing(Comparator.comparingDouble(Cell::key).reversed())
            .thenComparing(Cell::text);

    /** A name or a word: made harmless, sorted as text. */
    public static Cell of(String text) {
        return new Cell(Harmless.text(text), Double.NaN);
    }

    /** A number that names something: sorted upwards, shown whole. */
    public static Cell id(long number) {
        return new Cell(Long.toString(number), -(double) number);
    }

    /** Share of 1, in percent: {@code 97.3}. */
    public static Cell percent(OptionalDouble share) {
        return share.isEmpty()
                ? ABSENT
                : new Cell(String.format(Locale.ROOT, "%.1f", 100 * share.getAsDouble()), share.getAsDouble());
    }

    /** A rate: {@code 0}, {@code 0.4}, {@code 950}, {@code 12.3k}, {@code 1.2M}. */
    public static Cell rate(OptionalDouble perSecond) {
        return perSecond.isEmpty() ? ABSENT : new Cell(rate(perSecond.getAsDouble()), perSecond.getAsDouble());
    }

    private static String rate(double value) {
        if (value < 999.5) {
            return String.format(Locale.ROOT, value == 0 || value >= 9.95 ? "%.0f" : "%.1f", value);
        }
        if (value < 999_500) {
            return String.format(Locale.ROOT, value < 99_950 ? "%.1fk" : "%.0fk", value / 1e3);
        }
        return String.format(Locale.ROOT, value < 99.95e6 ? "%.1fM" : "%.0fM", value / 1e6);
    }

    /** A time: {@code 850ns}, {@code 80us}, {@code 2.1ms}, {@code 1.5s}. */
    public static Cell nanos(OptionalLong nanos) {
        return nanos.isEmpty() ? ABSENT : new Cell(nanos((double) nanos.getAsLong()), nanos.getAsLong());
    }

    private static String nanos(double nanos) {
        if (nanos < 999.5) {
            return String.format(Locale.ROOT, "%.0fns", nanos);
        }
        if (nanos < 999.5e3) {
            return scaled(nanos / 1e3, "us");
        }
        return nanos < 999.5e6 ? scaled(nanos / 1e6, "ms") : scaled(nanos / 1e9, "s");
    }

    private static String scaled(double value, String unit) {
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f%s" : "%.0f%s", value, unit);
    }
}
