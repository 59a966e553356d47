package io.sidecore.collector.sample;

import java.util.Arrays;

/**
 * The values of one record of counters, by the enum that names them.
 *
 * @param <E> {@code WorkerCounter} or {@code QueueCounter}
 */
public final class Counts<E extends Enum<E>> {

    private final long[] values;

    private Counts(long[] values) {
        this.values = values;
    }

    /** Takes a copy; counters beyond the end of {@code values} are 0. */
    public static <E extends Enum<E>> Counts<E> of(long... values) {
        return new Counts<>(values.clone());
    }

    public long get(E counter) {
        return counter.ordinal() < values.length ? values[counter.ordinal()] : 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Counts<?> that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
