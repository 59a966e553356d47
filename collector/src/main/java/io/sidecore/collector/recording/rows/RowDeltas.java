package io.sidecore.collector.recording.rows;

import java.util.Map;

/**
 * The packed form of a table: each row as what differs from a base row of the table before.
 *
 * <p>A table is the number of its rows, then for each row, or run of equal ones, a head: a number whose two lowest bits
 * say how, and whose rest is n. The base of the first row is row 0 of the table before, unless it says otherwise; the base
 * of any other row is the row after the base of the row before it.
 *
 * <pre>
 * bits  n       then
 * 0     rows-1  n+1 rows, each equal to its base
 * 1     cells   changes
 * 2     cells   the number of the base row, changes
 * 3     cells   changes, against zeros; the next row's base is what this row's would have been
 * </pre>
 *
 * Changes are ceil(n/8) bytes, in which bit i is set if cell i is not what it is in the base (0 beyond the base's end),
 * bit 0 the lowest of the first byte, and then for each set bit the difference to the base as a signed number, modulo 2^64.
 */
public final class RowDeltas {

    private static final int SAME = 0;
    private static final int CHANGED = 1;
    private static final int MOVED = 2;
    private static final int FRESH = 3;

    private RowDeltas() {}

    /** Writes {@code table} against {@code before}. */
    public static void write(RowTable table, RowTable before, PackedOutput out) {
        out.unsigned(table.rows());
        Map<Long, Integer> byKey = null;
        int base = 0;
        for (int row = 0; row < table.rows(); ) {
            if (base < before.rows() && before.key(base) == table.key(row)) {
                int same = sameRows(table, row, before, base);
                if (same > 0) {
                    out.unsigned((same - 1L) << 2 | SAME);
                } else {
                    out.unsigned((long) table.length(row) << 2 | CHANGED);
                    changes(table, row, before, base, out);
                }
                int done = Math.max(1, same);
                row += done;
                base += done;
                continue;
            }
            byKey = byKey == null ? before.rowsByKey() : byKey;
            Integer found = byKey.get(table.key(row));
            if (found == null) {
                out.unsigned((long) table.length(row) << 2 | FRESH);
                changes(table, row, before, -1, out);
            } else {
                out.unsigned((long) table.length(row) << 2 | MOVED);
                out.unsigned(found);
                changes(table, row, before, found, out);
                base = found + 1;
            }
            row++;
        }
    }

    private static int sameRows(RowTable table, int row, RowTable before, int base) {
        int same = 0;
        while (row + same < table.rows()
                && base + same < before.rows()
                && table.sameRow(row + same, before, base + same)) {
            same++;
        }
        return same;
    }

    private static void changes(RowTable table, int row, RowTable before, int base, PackedOutput out) {
        int start = table.start(row);
        int length = table.length(row);
        int baseStart = base < 0 ? 0 : before.start(base);
        int baseLength = base < 0 ? 0 : before.length(base);
        int bits = out.zeros((length + 7) / 8);
        for (int i = 0; i < length; i++) {
            long difference = table.cell(start + i) - (i < baseLength ? before.cell(baseStart + i) : 0);
            if (difference != 0) {
                out.setBit(bits, i);
                out.signed(difference);
            }
        }
    }

    /** Reads into {@code table}, which is cleared first, what {@link #write} wrote. */
    public static void read(PackedInput in, RowTable before, RowTable table) {
        table.clear();
        int rows = in.count(RowTable.MAX_CELLS, "rows");
        int base = 0;
        while (table.rows() < rows) {
            long head = in.unsigned();
            int kind = (int) head & 3;
            int n = kind == SAME
                    ? inRange(head >>> 2, 0, rows - table.rows() - 1)
                    : inRange(head >>> 2, 1, RowTable.MAX_ROW_CELLS);
            switch (kind) {
                case SAME -> {
                    for (int i = 0; i <= n; i++, base++) {
                        table.copyRow(before, existing(base, before), before.length(base));
                        table.endRow();
                    }
                }
                case CHANGED -> changedRow(in, before, existing(base++, before), n, table);
                case MOVED -> {
                    base = existing(in.count(RowTable.MAX_CELLS, "as a base row"), before);
                    changedRow(in, before, base++, n, table);
                }
                default -> {
                    table.zeroRow(n);
                    changeLast(in, n, table);
                }
            }
        }
    }

    /** Passes over what {@link #write} wrote: a section of a later version. */
    public static void skip(PackedInput in) {
        int rows = in.count(RowTable.MAX_CELLS, "rows");
        for (int row = 0; row < rows; row++) {
            long head = in.unsigned();
            int kind = (int) head & 3;
            if (kind == SAME) {
                row += inRange(head >>> 2, 0, rows - row - 1);
                continue;
            }
            int length = inRange(head >>> 2, 1, RowTable.MAX_ROW_CELLS);
            if (kind == MOVED) {
                in.unsigned();
            }
            int bits = in.skip((length + 7) / 8);
            for (int i = 0; i < length; i++) {
                if (in.bit(bits, i)) {
                    in.signed();
                }
            }
        }
    }

    private static void changedRow(PackedInput in, RowTable before, int base, int length, RowTable table) {
        table.copyRow(before, base, length);
        changeLast(in, length, table);
    }

    private static void changeLast(PackedInput in, int length, RowTable table) {
        int start = table.size() - length;
        int bits = in.skip((length + 7) / 8);
        for (int i = 0; i < length; i++) {
            if ((i & 7) == 0 && !in.anyOfEight(bits, i)) {
                i += 7;
            } else if (in.bit(bits, i)) {
                table.set(start + i, table.cell(start + i) + in.signed());
            }
        }
        table.endRow();
    }

    private static int existing(int base, RowTable before) {
        if (base >= before.rows()) {
            throw new MalformedException("a row that refers to row " + base + " of " + before.rows());
        }
        return base;
    }

    private static int inRange(long n, int min, int max) {
        if (n < min || n > max) {
            throw new MalformedException("a row, or run of rows, of " + n + ": not in [" + min + "," + max + "]");
        }
        return (int) n;
    }
}
