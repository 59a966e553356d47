package io.sidecore.collector.signal.host;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/** A number over the windows of a diagnosis: those windows in which it is known. */
public final class Spread {

    private final double[] sorted;

    private Spread(double[] sorted) {
        this.sorted = sorted;
    }

    /** Of the number that {@code value} takes from each window. */
    public static <T> Spread of(List<T> windows, Function<T, OptionalDouble> value) {
        double[] known = windows.stream()
                .map(value)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
        Arrays.sort(known);
        return new Spread(known);
    }

    /** In how many windows it is known. */
    public int count() {
        return sorted.length;
    }

    /** The value that the share {@code quantile} of windows does not exceed, by nearest rank; absent if never known. */
    public OptionalDouble quantile(double quantile) {
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        int rank = (int) Math.ceil(quantile * sorted.length);
        return OptionalDouble.of(sorted[Math.max(0, Math.min(sorted.length, rank) - 1)]);
    }

    public OptionalDouble median() {
        return quantile(0.5);
    }

    public OptionalDouble mean() {
        return Arrays.stream(sorted).average();
    }

    /** Share of these windows in which it is at least {@code limit}, 0..1; 0 if never known. */
    public double atLeast(double limit) {
        return sorted.length == 0
                ? 0
                : (double) Arrays.stream(sorted).filter(value -> value >= limit).count() / sorted.length;
    }

    /** Share of these windows in which it is at most {@code limit}, 0..1; 0 if never known. */
    public double atMost(double limit) {
        return sorted.length == 0
                ? 0
                : (double) Arrays.stream(sorted).filter(value -> value <= limit).count() / sorted.length;
    }
}
