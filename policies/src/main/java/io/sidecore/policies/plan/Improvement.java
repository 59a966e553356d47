package io.sidecore.policies.plan;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Makes a first assignment better, if that is worth it. Queues that are served already move only if the busiest worker is
 * out of tolerance, only until it is well within, and only if that gains enough for each move.
 */
final class Improvement {

    /** How near to the bound an assignment from nothing is to get; more would cost more than it gains. */
    private static final double FRESH = 2e-3;

    /** A gain below this share of the tolerance moves nothing, so that a plan does not follow another without need. */
    private static final double WORTH = 0.25;

    private static final long LOOKS = 400_000;

    /** How many units are few enough to try all assignments, and how many placements that may take. */
    private static final int FEW = 24;

    private static final long STEPS = 400_000;

    /** The same for a part of the workers, and for all parts together: many units leave less time for each. */
    private static final int PART = 14;

    private static final long PART_STEPS = 4_000;
    private static final long ALL_PARTS_STEPS = 200_000;

    private final Board board;
    private final Units units;
    private final Pools pools;
    private final int[] byLoad;
    private final Rules rules;
    private Bound bound;

    Improvement(Board board, Pools pools, int[] byLoad) {
        this.board = board;
        this.pools = pools;
        this.byLoad = byLoad;
        units = board.units();
        rules = units.rules();
        bound = Bounds.of(board, byLoad);
    }

    /** Improves the board, and returns the best bound that is known then. */
    Bound run() {
        if (isFresh()) {
            lower(bound.load() * (1 + FRESH));
        } else if (busiest() > tolerated() + rules.movePrice()) {
            relieve();
        }
        return bound;
    }

    private boolean isFresh() {
        return IntStream.range(0, units.size()).noneMatch(unit -> !units.fixed(unit) && units.home(unit) != Crew.NONE);
    }

    private double busiest() {
        return board.load(board.busiest());
    }

    private double tolerated() {
        return bound.load() * (1 + rules.tolerance());
    }

    /** In the middle of the tolerance, so that loads may change a little before something is moved again. */
    private double aim() {
        return bound.load() * (1 + rules.tolerance() / 2);
    }

    private void lower(double goal) {
        new Refinement(board, pools, LOOKS).lowerTo(goal);
        if (busiest() > goal) {
            searchAll();
        }
        if (busiest() > Math.max(goal, bound.load() * (1 + FRESH))) {
            searchParts(goal);
        }
    }

    private void relieve() {
        int[] before = board.places();
        double was = busiest();
        int[] best = before;
        double bestWorth = 0;
        // With a price, stopping half-way may be worth more than going all the way.
        double[] stops = rules.movePrice() > 0 ? new double[] {1, 0.75, 0.5, 0.25} : new double[] {1};
        for (double stop : stops) {
            board.restore(before);
            new Refinement(board, pools, LOOKS).lowerTo(was - stop * (was - aim()));
            if (stop == 1 && busiest() > tolerated()) {
                searchFurther(before, was);
            }
            goBack(Math.max(busiest(), aim()));
            double gain = was - busiest();
            double worth = gain - rules.movePrice() * moves(before);
            if (gain > WORTH * rules.tolerance() * bound.load() && worth > bestWorth) {
                best = board.places();
                bestWorth = worth;
            }
        }
        board.restore(best);
    }

    /** Moves and exchanges of two are not enough. */
    private void searchFurther(int[] before, double was) {
        int[] refined = board.places();
        double refinedTo = busiest();
        searchAll();
        if (was <= tolerated() + rules.movePrice()) {
            board.restore(before);
        } else if (refinedTo <= tolerated()) {
            board.restore(refined);
        } else if (busiest() < refinedTo) {
            moveLess();
        } else {
            searchParts(aim());
        }
    }

    /** Tries all assignments where units are few; what is found is proven to be the best then. */
    private void searchAll() {
        boolean[] among = connected(board.busiest());
        if (count(among) > FEW) {
            return;
        }
        int[] open = open(among);
        ExactSearch search = new ExactSearch(board, open, among, STEPS);
        search.lower(busiest(), bound.load());
        if (search.complete() && busiest() > bound.load()) {
            bound = new Bound(busiest(), "no assignment of the " + open.length + " loads around the busiest is better");
        }
    }

    private void moveLess() {
        boolean[] among = connected(board.busiest());
        int[] open = open(among);
        int moves = (int) IntStream.of(open).filter(this::isMoved).count();
        new ExactSearch(board, open, among, STEPS).moveLess(moves, Math.max(busiest(), aim()));
    }

    private boolean isMoved(int unit) {
        return units.home(unit) != Crew.NONE && units.home(unit) != board.place(unit);
    }

    /** Tries all assignments of the units of the busiest worker and a few others, until none helps any more. */
    private void searchParts(double goal) {
        long steps = ALL_PARTS_STEPS / Math.max(1, units.size() / 256);
        boolean found = true;
        while (found && steps > 0 && busiest() > goal) {
            found = false;
            int busiest = board.busiest();
            int[] others = partners(busiest);
            for (int size = 1; size <= 3 && !found; size++) {
                for (int first = 0; first + size <= others.length && !found && steps > 0; first++) {
                    boolean[] among = new boolean[units.crew().size()];
                    among[busiest] = true;
                    for (int i = first; i < first + size; i++) {
                        among[others[i]] = true;
                    }
                    if (count(among) <= PART) {
                        steps -= PART_STEPS;
                        found = new ExactSearch(board, open(among), among, PART_STEPS).lower(busiest(), goal);
                    }
                }
            }
        }
    }

    /** Who could take something from a worker, the least loaded first. */
    private int[] partners(int busiest) {
        boolean[] among = connected(busiest);
        return IntStream.range(0, among.length)
                .filter(worker -> among[worker] && worker != busiest)
                .boxed()
                .sorted((one, other) -> Double.compare(board.load(one), board.load(other)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The workers that units could come to from a worker, directly or one for another. */
    private boolean[] connected(int worker) {
        Cells cells = units.cells();
        boolean[] workers = new boolean[units.crew().size()];
        boolean[] reached = new boolean[cells.size()];
        workers[worker] = true;
        boolean grows = true;
        while (grows) {
            grows = false;
            for (int cell = 0; cell < reached.length; cell++) {
                if (!reached[cell] && Arrays.stream(cells.workers(cell)).anyMatch(each -> workers[each])) {
                    reached[cell] = true;
                    grows = true;
                    for (int each : cells.workers(cell)) {
                        workers[each] = true;
                    }
                }
            }
        }
        return workers;
    }

    /** The units of some workers that may be moved, by descending load. */
    private int[] open(boolean[] among) {
        return IntStream.range(0, among.length)
                .filter(worker -> among[worker])
                .flatMap(worker -> IntStream.range(0, board.count(worker)).map(i -> board.member(worker, i)))
                .filter(unit -> !units.fixed(unit))
                .boxed()
                .sorted(Comparator.comparingDouble((Integer unit) -> -units.load(unit))
                        .thenComparing(Comparator.naturalOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private int count(boolean[] among) {
        return IntStream.range(0, among.length)
                .filter(worker -> among[worker])
                .map(board::count)
                .sum();
    }

    /** What moved without need goes back where it was, the largest first. */
    private void goBack(double level) {
        for (int unit : byLoad) {
            int home = units.home(unit);
            if (home != Crew.NONE
                    && !units.fixed(unit)
                    && board.place(unit) != Crew.NONE
                    && home != board.place(unit)
                    && pools.has(units.cell(unit), home)
                    && board.load(home) + units.loadOn(unit, home) <= level
                    && board.fits(unit, home)) {
                board.move(unit, home);
            }
        }
    }

    private int moves(int[] before) {
        int moves = 0;
        for (int unit = 0; unit < before.length; unit++) {
            moves += before[unit] != board.place(unit) ? units.queues(unit) : 0;
        }
        return moves;
    }
}
