package io.sidecore.collector.sample;

import java.util.Arrays;
import java.util.Optional;

/**
 * A column of histograms, each of which may be absent: as in {@link Histogram}, only the slots from the first to the last
 * that counted something take memory, and there is no object for each. Rows are added at the end, and stay as they are.
 */
public final class Histograms {

    private static final byte NONE = -1;
    private static final byte EMPTY = -2;

    /** Of each row its first slot that is not 0, or {@link #NONE}, or {@link #EMPTY}. */
    private byte[] first;
    /** Where the slots of each row end in {@link #slots}; they begin where those of the row before end. */
    private int[] end;

    private long[] slots;
    private int rows;

    /** A column that has room for so many. */
    public Histograms(int capacity) {
        first = new byte[capacity];
        end = new int[capacity];
        slots = new long[capacity];
    }

    /** Adds a row that is absent. */
    public void addNone() {
        next(NONE, begin(rows));
    }

    /** Adds a row: as many slots as the array has. */
    public void add(long[] counts) {
        int from = Histogram.first(counts);
        int to = Histogram.end(counts);
        int at = begin(rows);
        if (to == 0) {
            next(EMPTY, at);
            return;
        }
        makeRoom(at + to - from);
        System.arraycopy(counts, from, slots, at, to - from);
        next((byte) from, at + to - from);
    }

    private void makeRoom(int end) {
        if (end > slots.length) {
            slots = Arrays.copyOf(slots, Math.max(16, 2 * end));
        }
    }

    /** Adds a row. */
    public void add(Optional<Histogram> histogram) {
        if (histogram.isEmpty()) {
            addNone();
        } else {
            long[] counts = new long[histogram.get().slotCount()];
            Arrays.setAll(counts, histogram.get()::count);
            add(counts);
        }
    }

    /** Adds a row: by how much one grew; absent if either is, or a count went back, as after a reset. */
    public void addGrowth(Histograms older, int olderRow, Histograms newer, int newerRow) {
        if (!older.isPresent(olderRow) || !newer.isPresent(newerRow)) {
            addNone();
            return;
        }
        int at = begin(rows);
        int from = 0;
        int to = 0;
        int last = Math.max(older.slotCount(olderRow), newer.slotCount(newerRow));
        for (int slot = Math.min(older.from(olderRow), newer.from(newerRow)); slot < last; slot++) {
            long difference = newer.count(newerRow, slot) - older.count(olderRow, slot);
            if (difference < 0) {
                addNone();
                return;
            }
            if (difference > 0) {
                if (to == 0) {
                    from = slot;
                    makeRoom(at + last - from);
                }
                Arrays.fill(slots, at + Math.max(to, from) - from, at + slot - from, 0);
                slots[at + slot - from] = difference;
                to = slot + 1;
            }
        }
        next(to == 0 ? EMPTY : (byte) from, at + to - from);
    }

    private int from(int row) {
        return Math.max(0, first[row]);
    }

    private long count(int row, int slot) {
        int begin = begin(row);
        int index = begin + slot - from(row);
        return index >= begin && index < end[row] ? slots[index] : 0;
    }

    private void next(byte firstSlot, int slotsEnd) {
        if (rows == first.length) {
            first = Arrays.copyOf(first, Math.max(8, 2 * rows));
            end = Arrays.copyOf(end, first.length);
        }
        first[rows] = firstSlot;
        end[rows] = slotsEnd;
        rows++;
    }

    private int begin(int row) {
        return row == 0 ? 0 : end[row - 1];
    }

    private boolean isPresent(int row) {
        return first[row] != NONE;
    }

    /** Absent if none was added there. */
    public Optional<Histogram> get(int row) {
        if (!isPresent(row)) {
            return Optional.empty();
        }
        long[] counts = new long[slotCount(row)];
        for (int slot = from(row); slot < counts.length; slot++) {
            counts[slot] = count(row, slot);
        }
        return Optional.of(Histogram.of(counts));
    }

    /** One more than the last slot that counted something; 0 if none did. */
    private int slotCount(int row) {
        return first[row] < 0 ? 0 : first[row] + end[row] - begin(row);
    }
}
