package io.sidecore.policies.plan;

import java.util.Arrays;

/**
 * Lowers the busiest worker step by step, until it is at a goal or no step helps. A step moves as few pieces as it can: one
 * that brings the busiest to the goal; else two that change places and do so; else the largest that fits elsewhere; else
 * whatever exchange leaves both below what the busiest has. No step brings another worker to where the busiest was, so there
 * is an end; besides, the looks at pieces are counted and limited.
 */
final class Refinement {

    /** A tenth of a nanosecond of a worker's second: below that, loads count as equal. */
    private static final double LEAST = 1e-10;

    /** How many pieces or partners of the right size are tried before rules are blamed. */
    private static final int TRIES = 12;

    private final Board board;
    private final Units units;
    private final Pools pools;
    private final Shelf[] shelves;
    private long looks;
    private double goal;
    private int busiest;
    private int[] partners = {};

    Refinement(Board board, Pools pools, long looks) {
        this.board = board;
        this.pools = pools;
        this.looks = looks;
        units = board.units();
        shelves = new Shelf[units.crew().size()];
    }

    /** Takes steps down to a load of the busiest worker. */
    void lowerTo(double load) {
        goal = load;
        while (step()) {
            // each step lowers a worker that was the busiest
        }
    }

    /** Returns whether there was a step to take. */
    private boolean step() {
        busiest = board.busiest();
        if (board.load(busiest) <= goal + LEAST || looks <= 0) {
            return false;
        }
        partners = byLoad();
        double need = (board.load(busiest) - goal) * units.crew().capacity(busiest);
        Shelf own = shelf(busiest);
        return moveToGoal(own, need) || swapToGoal(own, need) || moveLargest(own) || swapBelow(own);
    }

    private int[] byLoad() {
        int[] peers = pools.peers(busiest);
        long[] keys = new long[peers.length];
        for (int i = 0; i < keys.length; i++) {
            double load = Math.max(0, board.load(peers[i]));
            keys[i] = (Double.doubleToRawLongBits(load) & -Units.MAX_UNITS) | peers[i];
        }
        Arrays.sort(keys);
        looks -= keys.length;
        return Arrays.stream(keys)
                .mapToInt(key -> (int) (key & (Units.MAX_UNITS - 1)))
                .toArray();
    }

    private Shelf shelf(int worker) {
        Shelf shelf = shelves[worker];
        if (shelf == null) {
            looks -= 16L * board.count(worker); // it is sorted
            shelf = new Shelf(board, worker);
            shelves[worker] = shelf;
        }
        return shelf;
    }

    /** How much load, of a queue at home, a worker may get before it is at a level. */
    private double room(int worker, double level) {
        return (level - board.load(worker)) * units.crew().capacity(worker);
    }

    private boolean moveToGoal(Shelf own, double need) {
        int first = own.atLeast(need - LEAST);
        for (int i = first; i < Math.min(own.size(), first + TRIES); i++) {
            if (moveAnywhere(own.piece(i), goal)) {
                return true;
            }
        }
        return false;
    }

    private boolean moveLargest(Shelf own) {
        double most = partners.length == 0 ? 0 : room(partners[0], goal);
        int last = own.atLeast(most + LEAST) - 1;
        for (int i = last; i >= Math.max(0, last - TRIES) && own.load(i) > LEAST; i--) {
            if (moveAnywhere(own.piece(i), goal)) {
                return true;
            }
        }
        return false;
    }

    private boolean moveAnywhere(Piece piece, double level) {
        int cell = units.cell(piece.first());
        for (int worker : partners) {
            looks--;
            double after = piece.load()
                    * units.cells().factor(cell, worker)
                    / units.crew().capacity(worker);
            if (board.load(worker) + after <= level + LEAST && pools.has(cell, worker) && exchange(piece, worker)) {
                return true;
            }
        }
        return false;
    }

    private boolean exchange(Piece piece, int worker) {
        looks -= 8;
        piece.take(board);
        if (!board.fits(piece.first(), worker)) {
            piece.put(board, busiest);
            return false;
        }
        piece.put(board, worker);
        forget(worker);
        return true;
    }

    private void forget(int worker) {
        shelves[worker] = null;
        shelves[busiest] = null;
    }

    /** Two pieces that differ by at least what the busiest has too much, and at most by what the other has room for. */
    private boolean swapToGoal(Shelf own, double need) {
        int first = own.atLeast(need);
        for (int worker : partners) {
            double room = room(worker, goal);
            if (first == own.size()
                    || looks <= 0
                    || (room < need && units.crew().alike(worker, busiest))) {
                return false;
            }
            Shelf theirs = shelf(worker);
            int other = 0;
            int tries = TRIES;
            for (int i = first; i < own.size() && tries > 0 && theirs.size() > 0; i++) {
                while (other + 1 < theirs.size() && theirs.load(other + 1) <= own.load(i) - need + LEAST) {
                    other++;
                    looks--;
                }
                looks--;
                double difference = own.load(i) - theirs.load(other);
                if (difference >= need - LEAST && difference <= room + LEAST) {
                    tries--;
                    if (swap(own.piece(i), theirs.piece(other), worker, goal + LEAST)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** The exchange with the least loaded partner that levels the two best, if it lowers the busiest at all. */
    private boolean swapBelow(Shelf own) {
        double level = board.load(busiest) * (1 - 1e-9) - LEAST;
        for (int i = own.size() - 1; i >= 0 && looks > 0; i--) {
            if (own.load(i) > LEAST && room(partners.length == 0 ? busiest : partners[0], level) >= own.load(i)) {
                if (moveAnywhere(own.piece(i), level)) {
                    return true;
                }
            }
        }
        for (int worker : partners) {
            double gap = room(worker, level);
            if (gap <= 0 || looks <= 0) {
                return false;
            }
            if (swapWith(own, shelf(worker), worker, level)) {
                return true;
            }
        }
        return false;
    }

    private boolean swapWith(Shelf own, Shelf theirs, int worker, double level) {
        double room = room(worker, level);
        double ideal = room / 2;
        int bestOwn = -1;
        int bestOther = -1;
        double nearest = ideal;
        int other = 0;
        int tries = TRIES;
        for (int i = 0; i < own.size() && theirs.size() > 0; i++) {
            while (other + 1 < theirs.size() && theirs.load(other) < own.load(i) - ideal) {
                other++;
            }
            looks -= 2;
            for (int j = Math.max(0, other - 1); j <= other; j++) {
                double off = Math.abs(own.load(i) - theirs.load(j) - ideal);
                if (off < nearest && tries > 0) {
                    if (!board.countsGuests() || canSwap(own.piece(i), theirs.piece(j), worker, level)) {
                        nearest = off;
                        bestOwn = i;
                        bestOther = j;
                    } else {
                        tries--;
                    }
                }
            }
        }
        return bestOwn >= 0 && swap(own.piece(bestOwn), theirs.piece(bestOther), worker, level);
    }

    private boolean canSwap(Piece own, Piece other, int worker, double level) {
        boolean can = tryOut(own, other, worker, level);
        back(own, other, worker);
        return can;
    }

    private boolean swap(Piece own, Piece other, int worker, double level) {
        if (tryOut(own, other, worker, level)) {
            forget(worker);
            return true;
        }
        back(own, other, worker);
        return false;
    }

    /** Lets two pieces change places as far as the rules let them; returns whether both do, and end at a level or below. */
    private boolean tryOut(Piece own, Piece other, int worker, double level) {
        looks -= 16;
        own.take(board);
        other.take(board);
        boolean reached = pools.has(units.cell(own.first()), worker) && pools.has(units.cell(other.first()), busiest);
        if (!reached || !board.fits(own.first(), worker)) {
            return false;
        }
        own.put(board, worker);
        if (!board.fits(other.first(), busiest)) {
            return false;
        }
        other.put(board, busiest);
        return board.load(worker) <= level && board.load(busiest) <= level;
    }

    private void back(Piece own, Piece other, int worker) {
        if (board.place(own.first()) != Crew.NONE) {
            own.take(board);
        }
        if (board.place(other.first()) != Crew.NONE) {
            other.take(board);
        }
        own.put(board, busiest);
        other.put(board, worker);
    }
}
