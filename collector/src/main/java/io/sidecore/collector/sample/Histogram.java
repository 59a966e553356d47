package io.sidecore.collector.sample;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * Counts by powers of two of nanoseconds: slot i holds values in [2^i, 2^(i+1)), slot 0 also 0. What the probes and the
 * backend keep, and the difference of two of them. There may be 10 000 of them each second: only the slots from the first to
 * the last that counted something take memory. Immutable.
 */
public final class Histogram {

    private static final Histogram EMPTY = new Histogram(0, new long[0]);
    private static final Optional<Histogram> NOTHING = Optional.of(EMPTY);

    /** Slot of {@code slots[0]}, which is not 0, as the last one is not; 0 if there are none. */
    private final int first;

    private final long[] slots;

    private Histogram(int first, long[] slots) {
        this.first = first;
        this.slots = slots;
    }

    /** Takes a copy. */
    public static Histogram of(long... slots) {
        int first = first(slots);
        return first == slots.length ? EMPTY : new Histogram(first, Arrays.copyOfRange(slots, first, end(slots)));
    }

    /** The first slot that counted something; as many as there are if none did. */
    static int first(long... slots) {
        int first = 0;
        while (first < slots.length && slots[first] == 0) {
            first++;
        }
        return first;
    }

    /** One more than the last slot that counted something; 0 if none did. */
    static int end(long... slots) {
        int end = slots.length;
        while (end > 0 && slots[end - 1] == 0) {
            end--;
        }
        return end;
    }

    public static Histogram empty() {
        return EMPTY;
    }

    /** What was counted since {@code older}; empty slots where a counter went back, as after a reset. */
    public Histogram since(Histogram older) {
        long[] difference = new long[slotCount()];
        for (int i = first; i < difference.length; i++) {
            difference[i] = Math.max(0, count(i) - older.count(i));
        }
        return of(difference);
    }

    /**
     * What was counted since {@code older}; absent if a counter went back, as after a reset. Costs no memory where nothing
     * was counted.
     */
    public Optional<Histogram> grownSince(Histogram older) {
        int from = Math.min(first, older.first);
        int begin = -1;
        int end = 0;
        for (int i = from; i < Math.max(slotCount(), older.slotCount()); i++) {
            long difference = count(i) - older.count(i);
            if (difference < 0) {
                return Optional.empty();
            }
            if (difference > 0) {
                begin = begin < 0 ? i : begin;
                end = i + 1;
            }
        }
        if (begin < 0) {
            return NOTHING;
        }
        long[] difference = new long[end - begin];
        for (int i = begin; i < end; i++) {
            difference[i - begin] = count(i) - older.count(i);
        }
        return Optional.of(new Histogram(begin, difference));
    }

    public Histogram plus(Histogram other) {
        long[] sum = new long[Math.max(slotCount(), other.slotCount())];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = count(i) + other.count(i);
        }
        return of(sum);
    }

    public long count() {
        return Arrays.stream(slots).sum();
    }

    /** Count in slot i. */
    public long count(int slot) {
        int index = slot - first;
        return index >= 0 && index < slots.length ? slots[index] : 0;
    }

    /** One more than the last slot that counted something. */
    public int slotCount() {
        return first + slots.length;
    }

    /**
     * The value that the share {@code quantile} of all values does not exceed, read off linearly inside its slot.
     *
     * @param quantile in [0,1]
     * @return nanoseconds; absent if nothing was counted
     */
    public OptionalLong quantileNanos(double quantile) {
        if (!(quantile >= 0 && quantile <= 1)) {
            throw new IllegalArgumentException("quantile must be in [0,1]: " + quantile);
        }
        double wanted = quantile * count();
        double below = 0;
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] > 0 && below + slots[i] >= wanted) {
                int slot = first + i;
                double low = slot == 0 ? 0 : Math.scalb(1.0, slot);
                double share = Math.max(0, wanted - below) / slots[i];
                return OptionalLong.of(Math.round(low + share * (Math.scalb(1.0, slot + 1) - low)));
            }
            below += slots[i];
        }
        return OptionalLong.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Histogram that && first == that.first && Arrays.equals(slots, that.slots);
    }

    @Override
    public int hashCode() {
        return 31 * first + Arrays.hashCode(slots);
    }

    @Override
    public String toString() {
        return Arrays.toString(
                LongStream.range(0, slotCount()).map(slot -> count((int) slot)).toArray());
    }
}
