package io.sidecore.policies.plan;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which group each worker is for, where groups share no worker. Workers keep the group that they serve most of; each cell
 * gets as many as its limits ask for, the RFC's {@code sum over sets of ceil(guests / limit)}; what is free goes to the cell
 * with the highest load for each worker, and one is taken from the cell that misses it least where that levels the two.
 */
final class Pools {

    private final Units units;
    private final Cells cells;
    private final Crew crew;
    private final Demand[] demands;
    private final int[][] cellsOf;
    private final int[] owner;
    private final boolean[] pinned;
    private final double[] homeLoad;
    private final int[][] workers;
    private final int[][] peers;

    Pools(Board board, int[] byLoad) {
        units = board.units();
        cells = units.cells();
        crew = units.crew();
        owner = new int[crew.size()];
        homeLoad = new double[crew.size()];
        pinned = new boolean[crew.size()];
        workers = new int[cells.size()][];
        peers = new int[crew.size()][];
        demands = new Demand[cells.size()];
        cellsOf = IntStream.range(0, units.groups().size())
                .mapToObj(group -> IntStream.range(0, cells.size())
                        .filter(cell -> cells.group(cell) == group)
                        .toArray())
                .toArray(int[][]::new);
        if (units.groups().size() > 1) {
            share(board, byLoad);
        }
        for (int cell = 0; cell < workers.length; cell++) {
            int own = cells.group(cell);
            workers[cell] = Arrays.stream(cells.workers(cell))
                    .filter(worker -> owner[worker] == own)
                    .toArray();
        }
    }

    /** The workers that a cell has; not to be changed. */
    int[] workers(int cell) {
        return workers[cell];
    }

    /** Whether a cell has a worker. */
    boolean has(int cell, int worker) {
        return owner[worker] == cells.group(cell) && Arrays.binarySearch(workers[cell], worker) >= 0;
    }

    /** Who shares a cell with a worker, itself left out; not to be changed. */
    int[] peers(int worker) {
        int[] known = peers[worker];
        if (known == null) {
            boolean[] found = new boolean[owner.length];
            for (int cell = 0; cell < workers.length; cell++) {
                if (has(cell, worker)) {
                    for (int other : workers[cell]) {
                        found[other] = other != worker;
                    }
                }
            }
            known = IntStream.range(0, found.length)
                    .filter(other -> found[other])
                    .toArray();
            peers[worker] = known;
        }
        return known;
    }

    private void share(Board board, int[] byLoad) {
        Demand.fill(demands, units, byLoad, this::canBePlaced);
        Arrays.fill(owner, Crew.NONE);
        keep(board);
        for (int cell = 0; cell < demands.length; cell++) {
            while (demands[cell].isShort() && grow(cell, Double.POSITIVE_INFINITY)) {
                // each turn adds a worker
            }
        }
        while (relieve()) {
            // each turn levels two cells, or gives away what is free
        }
    }

    private boolean canBePlaced(int unit) {
        return units.fixed(unit) ? units.home(unit) != Crew.NONE : cells.workers(units.cell(unit)).length > 0;
    }

    /** Workers stay with the group that they serve most of. */
    private void keep(Board board) {
        double[][] served = new double[units.groups().size()][crew.size()];
        for (int unit = 0; unit < units.size(); unit++) {
            int home = units.home(unit);
            if (home != Crew.NONE) {
                served[units.group(unit)][home] += units.load(unit) + Double.MIN_NORMAL;
                homeLoad[home] += units.load(unit);
            }
        }
        for (int worker = 0; worker < owner.length; worker++) {
            pinned[worker] = board.count(worker) > 0;
            int most = pinned[worker] ? board.group(worker) : most(served, worker);
            if (pinned[worker] || (most != Crew.NONE && units.groups().allowed(most, worker))) {
                own(worker, most);
            }
        }
    }

    private static int most(double[][] served, int worker) {
        int most = Crew.NONE;
        for (int group = 0; group < served.length; group++) {
            if (served[group][worker] > (most == Crew.NONE ? 0 : served[most][worker])) {
                most = group;
            }
        }
        return most;
    }

    private void own(int worker, int group) {
        for (int cell = 0; cell < demands.length; cell++) {
            if (cells.reaches(cell, worker)) {
                boolean before = owner[worker] == cells.group(cell);
                boolean after = group == cells.group(cell);
                demands[cell].add(after == before ? 0 : after ? 1 : -1, crew.capacity(worker));
            }
        }
        owner[worker] = group;
    }

    /** Gives a worker to the cell with the highest load, if one more would help; else what is free to one that it helps. */
    private boolean relieve() {
        // Only the highest load justifies taking from others; what is free may help any.
        int top = highest(cell -> true);
        if (demands[top].wouldGain()
                && grow(top, demands[top].load() * (1 - units.rules().tolerance()))) {
            return true;
        }
        if (Arrays.stream(owner).noneMatch(own -> own == Crew.NONE)) {
            return false;
        }
        int other = highest(cell -> demands[cell].wouldGain() && hasFree(cell));
        return other != Crew.NONE && grow(other, 0);
    }

    private int highest(IntPredicate eligible) {
        int highest = Crew.NONE;
        for (int cell = 0; cell < demands.length; cell++) {
            boolean higher = highest == Crew.NONE || demands[cell].load() > demands[highest].load();
            highest = higher && eligible.test(cell) ? cell : highest;
        }
        return highest;
    }

    private boolean hasFree(int cell) {
        for (int worker : cells.workers(cell)) {
            if (owner[worker] == Crew.NONE) {
                return true;
            }
        }
        return false;
    }

    /** Adds a free worker to a cell, or the one whose loss leaves its group the least loaded, below a load. */
    private boolean grow(int cell, double below) {
        int best = Crew.NONE;
        double least = below;
        for (int worker : cells.workers(cell)) {
            double left = owner[worker] == Crew.NONE ? -1 : without(worker, cell);
            boolean better = left < least || (best != Crew.NONE && left == least && homeLoad[worker] < homeLoad[best]);
            if (better) {
                best = worker;
                least = left;
            }
        }
        if (best != Crew.NONE) {
            own(best, cells.group(cell));
        }
        return best != Crew.NONE;
    }

    /** The highest load of the cells that a worker would be taken from; infinite if they cannot do without it. */
    private double without(int worker, int taker) {
        if (owner[worker] == cells.group(taker) || owner[worker] < 0 || pinned[worker]) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = 0;
        for (int cell : cellsOf[owner[worker]]) {
            if (cells.reaches(cell, worker)) {
                worst = Math.max(worst, demands[cell].loadWithout(crew.capacity(worker)));
            }
        }
        return worst;
    }
}
