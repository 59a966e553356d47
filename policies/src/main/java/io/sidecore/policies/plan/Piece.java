package io.sidecore.policies.plan;

import java.util.Arrays;

/**
 * What may go from one worker to another: a unit, or all units of a guest that a worker serves, which makes room for another
 * guest there.
 */
final class Piece {

    private final double load;
    private final int[] units;
    private final boolean isFixed;

    /** One unit at least, of one guest, on one worker. */
    private Piece(double load, int[] units, boolean isFixed) {
        this.load = load;
        this.units = units;
        this.isFixed = isFixed;
    }

    static Piece unit(Board board, int unit) {
        return new Piece(
                board.units().load(unit), new int[] {unit}, board.units().fixed(unit));
    }

    /** All units of a unit's guest that are on the same worker. */
    static Piece guest(Board board, int unit) {
        Units units = board.units();
        int guest = units.guest(unit);
        int[] found = new int[units.firstOfGuest(guest + 1) - units.firstOfGuest(guest)];
        int size = 0;
        double sum = 0;
        boolean fixed = false;
        for (int each = units.firstOfGuest(guest); each < units.firstOfGuest(guest + 1); each++) {
            if (board.place(each) == board.place(unit)) {
                found[size++] = each;
                sum += units.load(each);
                fixed |= units.fixed(each);
            }
        }
        return new Piece(sum, Arrays.copyOf(found, size), fixed);
    }

    /** The load of all its units at home. */
    double load() {
        return load;
    }

    boolean isFixed() {
        return isFixed;
    }

    int first() {
        return units[0];
    }

    void take(Board board) {
        for (int unit : units) {
            board.take(unit);
        }
    }

    void put(Board board, int worker) {
        for (int unit : units) {
            board.put(unit, worker);
        }
    }
}
