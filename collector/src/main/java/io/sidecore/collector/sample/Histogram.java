package io.sidecore.collector.sample;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Counts by powers of two of nanoseconds: slot i holds values in [2^i, 2^(i+1)), slot 0 also 0. What the probes and the
 * backend keep, and the difference of two of them.
 */
public final class Histogram {

    private static final Histogram EMPTY = new Histogram(new long[0]);

    private final long[] slots;

    private Histogram(long[] slots) {
        this.slots = slots;
    }

    /** Takes a copy. */
    public static Histogram of(long... slots) {
        return new Histogram(slots.clone());
    }

    public static Histogram empty() {
        return EMPTY;
    }

    /** What was counted since {@code older}; empty slots where a counter went back, as after a reset. */
    public Histogram since(Histogram older) {
        long[] difference = slots.clone();
        for (int i = 0; i < Math.min(slots.length, older.slots.length); i++) {
            difference[i] = Math.max(0, slots[i] - older.slots[i]);
        }
        return new Histogram(difference);
    }

    /**
     * What was counted since {@code older}, without empty slots at the end; absent if a counter went back, as after a
     * reset. Costs no memory where nothing was counted.
     */
    public Optional<Histogram> grownSince(Histogram older) {
        int used = 0;
        for (int i = 0; i < Math.max(slots.length, older.slots.length); i++) {
            long difference = count(i) - older.count(i);
            if (difference < 0) {
                return Optional.empty();
            }
            used = difference > 0 ? i + 1 : used;
        }
        if (used == 0) {
            return Optional.of(EMPTY);
        }
        long[] difference = Arrays.copyOf(slots, used);
        for (int i = 0; i < Math.min(used, older.slots.length); i++) {
            difference[i] -= older.slots[i];
        }
        return Optional.of(new Histogram(difference));
    }

    public Histogram plus(Histogram other) {
        long[] sum = Arrays.copyOf(slots, Math.max(slots.length, other.slots.length));
        for (int i = 0; i < other.slots.length; i++) {
            sum[i] += other.slots[i];
        }
        return new Histogram(sum);
    }

    public long count() {
        return Arrays.stream(slots).sum();
    }

    /** Count in slot i. */
    public long count(int slot) {
        return slot < slots.length ? slots[slot] : 0;
    }

    public int slotCount() {
        return slots.length;
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
                double low = i == 0 ? 0 : Math.scalb(1.0, i);
                double share = Math.max(0, wanted - below) / slots[i];
                return OptionalLong.of(Math.round(low + share * (Math.scalb(1.0, i + 1) - low)));
            }
            below += slots[i];
        }
        return OptionalLong.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Histogram that && Arrays.equals(slots, that.slots);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(slots);
    }

    @Override
    public String toString() {
        return Arrays.toString(slots);
    }
}
