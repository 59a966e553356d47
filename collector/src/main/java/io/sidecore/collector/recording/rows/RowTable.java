package io.sidecore.collector.recording.rows;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Rows of 64-bit cells, one after another; rows may differ in length, and none is empty. Kept and filled again. */
public final class RowTable {

    /** 32 MiB of cells; a host of 100 000 virtqueues needs less. Bounds what a hostile file can make us allocate. */
    public static final int MAX_CELLS = 4 << 20;

    /** Longer rows are nobody's: a histogram has 64 slots, a thread a few interferers. */
    static final int MAX_ROW_CELLS = 1 << 16;

    private static final int KEPT_CELLS = 1 << 16;

    private long[] cells = new long[256];
    private int[] ends = new int[16];
    private int rows;
    private int size;

    /** Takes every row away. What it once needed and no longer does it gives back. */
    public void clear() {
        if (cells.length > KEPT_CELLS && size < cells.length / 8) {
            cells = new long[256];
        }
        if (ends.length > KEPT_CELLS && rows < ends.length / 8) {
            ends = new int[16];
        }
        rows = 0;
        size = 0;
    }

    public int rows() {
        return rows;
    }

    /** How many cells all rows have, those of an unfinished one included. */
    public int size() {
        return size;
    }

    /** Where a row begins; the row after the last one begins where that one ends. */
    int start(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    int length(int row) {
        return ends[row] - start(row);
    }

    long cell(int at) {
        return cells[at];
    }

    void set(int at, long value) {
        cells[at] = value;
    }

    /** Adds a cell to the row that is being made. */
    void add(long value) {
        if (size == cells.length) {
            grow(size + 1);
        }
        cells[size++] = value;
    }

    /** Ends the row that is being made. */
    void endRow() {
        if (size - start(rows) > MAX_ROW_CELLS) {
            throw new MalformedException("more than " + MAX_ROW_CELLS + " numbers in one row");
        }
        if (rows == ends.length) {
            ends = Arrays.copyOf(ends, 2 * rows);
        }
        ends[rows++] = size;
    }

    /** Begins a row with a copy of another table's, cut or filled with zeros to {@code length}. */
    void copyRow(RowTable from, int row, int length) {
        if (cells.length - size < length) {
            grow(size + length);
        }
        int shared = Math.min(length, from.length(row));
        System.arraycopy(from.cells, from.start(row), cells, size, shared);
        Arrays.fill(cells, size + shared, size + length, 0);
        size += length;
    }

    void zeroRow(int length) {
        if (cells.length - size < length) {
            grow(size + length);
        }
        Arrays.fill(cells, size, size + length, 0);
        size += length;
    }

    boolean sameRow(int row, RowTable other, int otherRow) {
        return Arrays.equals(cells, start(row), ends[row], other.cells, other.start(otherRow), other.ends[otherRow]);
    }

    /** What a row is found again by in the next table: its second cell, the first after the presence bits. */
    long key(int row) {
        return length(row) > 1 ? cells[start(row) + 1] : cells[start(row)];
    }

    /** Row by key; of several with one key, one. */
    Map<Long, Integer> rowsByKey() {
        Map<Long, Integer> found = new HashMap<>();
        for (int row = 0; row < rows; row++) {
            found.put(key(row), row);
        }
        return found;
    }

    private void grow(int wanted) {
        if (wanted > MAX_CELLS) {
            throw new MalformedException("more than " + MAX_CELLS + " numbers in one section");
        }
        cells = Arrays.copyOf(cells, Math.min(MAX_CELLS, Math.max(2 * cells.length, wanted)));
    }
}
