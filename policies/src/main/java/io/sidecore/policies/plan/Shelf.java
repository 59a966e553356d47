package io.sidecore.policies.plan;

import java.util.Arrays;

/** What may go from a worker as a whole, by ascending load: units, and guests where it matters which these are. */
final class Shelf {

    private final Board board;
    private final double[] loads;
    private final int[] units;
    private final boolean[] isGuest;
    private int size;

    /** Of a worker as it is now. */
    Shelf(Board board, int worker) {
        this.board = board;
        int most = board.count(worker) * (board.countsGuests() ? 2 : 1);
        loads = new double[most];
        units = new int[most];
        isGuest = new boolean[most];
        for (int i = 0; i < board.count(worker); i++) {
            int unit = board.member(worker, i);
            if (!board.units().fixed(unit)) {
                add(board.units().load(unit), unit, false);
            }
            if (board.countsGuests()) {
                addGuest(unit, worker);
            }
        }
        sort();
    }

    private void add(double load, int unit, boolean guest) {
        loads[size] = load;
        units[size] = unit;
        isGuest[size++] = guest;
    }

    /** Adds the guest of a unit if the unit is its first on the worker, and not its only one. */
    private void addGuest(int unit, int worker) {
        Units all = board.units();
        int guest = all.guest(unit);
        if (board.unitsOf(worker, guest) < 2) {
            return;
        }
        double sum = 0;
        for (int each = all.firstOfGuest(guest); each < all.firstOfGuest(guest + 1); each++) {
            if (board.place(each) == worker) {
                if (each < unit || all.fixed(each)) {
                    return;
                }
                sum += all.load(each);
            }
        }
        add(sum, unit, true);
    }

    private void sort() {
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            keys[i] = (Double.doubleToRawLongBits(loads[i]) & -Units.MAX_UNITS) | i;
        }
        Arrays.sort(keys);
        double[] oldLoads = Arrays.copyOf(loads, size);
        int[] oldUnits = Arrays.copyOf(units, size);
        boolean[] oldGuest = Arrays.copyOf(isGuest, size);
        for (int i = 0; i < size; i++) {
            int from = (int) (keys[i] & (Units.MAX_UNITS - 1));
            loads[i] = oldLoads[from];
            units[i] = oldUnits[from];
            isGuest[i] = oldGuest[from];
        }
    }

    int size() {
        return size;
    }

    double load(int index) {
        return loads[index];
    }

    /** A piece that has not moved since the shelf was made. */
    Piece piece(int index) {
        return isGuest[index] ? Piece.guest(board, units[index]) : Piece.unit(board, units[index]);
    }

    /** The first piece of at least a load; {@link #size} if there is none. */
    int atLeast(double load) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (loads[middle] < load) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
