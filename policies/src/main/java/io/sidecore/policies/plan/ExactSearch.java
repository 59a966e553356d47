package io.sidecore.policies.plan;

import java.util.Arrays;

/**
 * Tries all assignments of a few units that can still be better than the best one known, within a number of steps: branch
 * and bound, the largest unit first, the least loaded worker first. Everything else stays where it is.
 */
final class ExactSearch {

    /** Relative; below that, loads count as equal. */
    private static final double LEAST = 1e-9;

    private final Board board;
    private final Units units;
    private final int[] open;
    private final boolean[] among;
    private final double[] left;
    private final int[] best;
    private long steps;
    private double ceiling;
    private double floor;
    private int fewestMoves;
    private boolean found;
    private boolean countsMoves;

    /**
     * Of some units, with some workers.
     *
     * @param open the units to place, by descending load
     * @param among whether a worker takes part
     * @param steps how many placements to try
     */
    ExactSearch(Board board, int[] open, boolean[] among, long steps) {
        this.board = board;
        this.open = open;
        this.among = among;
        this.steps = steps;
        units = board.units();
        best = new int[open.length];
        left = new double[open.length + 1];
        for (int i = open.length - 1; i >= 0; i--) {
            left[i] = left[i + 1] + units.load(open[i]);
        }
    }

    /**
     * Looks for an assignment with a lower busiest worker, of those that take part, and puts it on the board; if there is
     * none, the board stays as it is.
     *
     * @param below the load that it must be below
     * @param enough the load with which to stop
     * @return whether one was found
     */
    boolean lower(double below, double enough) {
        ceiling = below * (1 - LEAST);
        floor = enough;
        return run();
    }

    /**
     * Looks for an assignment with fewer units away from where they are served now.
     *
     * @param below the number of moves that it must be below
     * @param most the highest load of a worker
     * @return whether one was found
     */
    boolean moveLess(int below, double most) {
        countsMoves = true;
        fewestMoves = below;
        ceiling = most * (1 + LEAST);
        return run();
    }

    /** How many of the steps are left; 0 if they were not enough. */
    long steps() {
        return steps;
    }

    /** Whether all assignments were looked at, or one that is good enough was found. */
    boolean complete() {
        return steps > 0;
    }

    private boolean run() {
        int[] before = new int[open.length];
        for (int i = 0; i < open.length; i++) {
            before[i] = board.place(open[i]);
            if (before[i] != Crew.NONE) {
                board.take(open[i]);
            }
        }
        search(0, highest(), 0);
        int[] after = found ? best : before;
        for (int i = 0; i < open.length; i++) {
            if (after[i] != Crew.NONE) {
                board.put(open[i], after[i]);
            }
        }
        return found;
    }

    private double highest() {
        double highest = 0;
        for (int worker = 0; worker < among.length; worker++) {
            highest = among[worker] ? Math.max(highest, board.load(worker)) : highest;
        }
        return highest;
    }

    private void search(int depth, double highest, int moves) {
        if (depth == open.length) {
            found = true;
            for (int i = 0; i < open.length; i++) {
                best[i] = board.place(open[i]);
            }
            ceiling = countsMoves ? ceiling : highest * (1 - LEAST);
            fewestMoves = moves;
            return;
        }
        if (!hasRoom(depth)) {
            return;
        }
        int unit = open[depth];
        int[] workers = candidates(unit);
        for (int i = 0; i < workers.length && steps > 0 && !isGoodEnough(); i++) {
            double after = board.load(workers[i]) + units.loadOn(unit, workers[i]);
            int moved = moves + (units.home(unit) != Crew.NONE && units.home(unit) != workers[i] ? 1 : 0);
            if (after > ceiling || (countsMoves && moved >= fewestMoves) || isSeenAlike(workers, i)) {
                continue;
            }
            steps--;
            board.put(unit, workers[i]);
            search(depth + 1, Math.max(highest, after), moved);
            board.take(unit);
        }
    }

    private boolean isGoodEnough() {
        return found && !countsMoves && ceiling <= floor;
    }

    /** Whether what is left fits below the ceiling if it could be divided at will. */
    private boolean hasRoom(int depth) {
        double room = 0;
        for (int worker = 0; worker < among.length; worker++) {
            room += among[worker]
                    ? Math.max(0, ceiling - board.load(worker)) * units.crew().capacity(worker)
                    : 0;
        }
        return room * (1 + LEAST) >= left[depth];
    }

    /** Who may serve a unit, the least loaded first; who serves it now before all if moves count. */
    private int[] candidates(int unit) {
        int[] workers = units.cells().workers(units.cell(unit));
        int[] found = new int[workers.length];
        int size = 0;
        for (int worker : workers) {
            if (among[worker] && board.fits(unit, worker)) {
                int at = size++;
                while (at > 0 && isBefore(worker, found[at - 1], unit)) {
                    found[at] = found[at - 1];
                    at--;
                }
                found[at] = worker;
            }
        }
        return Arrays.copyOf(found, size);
    }

    private boolean isBefore(int one, int other, int unit) {
        if (countsMoves && (units.home(unit) == one || units.home(unit) == other)) {
            return units.home(unit) == one;
        }
        return board.load(one) < board.load(other);
    }

    /** Whether a worker tried before is empty as well and as good, so that this one yields nothing new. */
    private boolean isSeenAlike(int[] workers, int index) {
        if (board.count(workers[index]) > 0 || countsMoves) {
            return false;
        }
        for (int i = 0; i < index; i++) {
            if (board.count(workers[i]) == 0 && units.crew().alike(workers[i], workers[index])) {
                return true;
            }
        }
        return false;
    }
}
