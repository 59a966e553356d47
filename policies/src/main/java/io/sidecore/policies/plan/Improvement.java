package io.sidecore.policies.plan;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Makes a first assignment better, if that is worth it. Queues that are served already move only if the busiest worker is
 * out of tolerance, only until it is well within, and only if that gains enough for each move.
 */
final class Improvement {

    /** How near to the bound an assignment from nothing is to get; more would cost more than it gains. */
    private static final double FRESH = 2e-3;

    /** How near is near enough if only trying many assignments could get nearer. */
    private static final double NEAR = 5e-3;

    /** A gain below this share of the tolerance moves nothing, so that a plan does not follow another without need. */
    private static final double WORTH = 0.5;

    /** The share of the tolerance that is left when something had to move. */
    private static final double AIM = 0.4;

    private static final long LOOKS = 400_000;

    /** How many units are few enough to try all assignments, and how many placements that may take. */
    private static final int FEW = 24;

    /** So few that the best assignment is always found. */
    private static final int VERY_FEW = 12;

    private static final long STEPS = 150_000;

    /** The same for a part of the workers, and for all parts together: many units leave less time for each. */
    private static final int PART = 16;

    private static final int MAX_DRAWN = 400;

    private static final long PART_STEPS = 6_000;
    private static final long ALL_PARTS_STEPS = 400_000;

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

    /** Well within the tolerance, so that loads may change a little before something is moved again. */
    private double aim() {
        return bound.load() * (1 + AIM * rules.tolerance());
    }

    private void lower(double goal) {
        new Refinement(board, pools, LOOKS).lowerTo(goal);
        if (busiest() > goal) {
            searchAll();
        }
        if (busiest() > bound.load() * (1 + NEAR)) {
            searchParts(bound.load() * (1 + NEAR));
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
            double goal = was - stop * (was - aim());
            Start.shed(board, pools, byLoad, goal);
            new Refinement(board, pools, LOOKS).lowerTo(goal);
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
        int[] open = open(among);
        if (open.length > FEW || (open.length > VERY_FEW && busiest() <= bound.load() * (1 + NEAR))) {
            return;
        }
        ExactSearch search = new ExactSearch(board, open, among, STEPS);
        search.lower(busiest(), bound.load());
        if (search.complete() && busiest() > bound.load() && isAll(open, among)) {
            bound = new Bound(busiest(), "no assignment of the " + open.length + " loads around the busiest is better");
        }
    }

    /** Whether units that were left out, having no load, do not stand in the way of others. */
    private boolean isAll(int[] open, boolean[] among) {
        boolean countsAll = board.countsGuests() || units.groups().size() > 1;
        return !countsAll
                || IntStream.range(0, units.size())
                                .filter(unit -> !units.fixed(unit)
                                        && board.place(unit) != Crew.NONE
                                        && among[board.place(unit)])
                                .count()
                        == open.length;
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
        SplittableRandom random = new SplittableRandom(units.size()); // the same for the same instance
        long steps = ALL_PARTS_STEPS / Math.max(1, units.size() / 256);
        int drawn = 0;
        int[] others = partners(board.busiest());
        int next = 0;
        while (steps > 0 && busiest() > goal && drawn < MAX_DRAWN && others.length > 0) {
            // First neighbours by load, two to four workers; then any.
            int size = 1 + next / others.length;
            drawn += size > 3 ? 1 : 0;
            int[] part = size > 3 ? drawn(others, random) : window(others, next % others.length, size);
            long used = searchPart(part, goal);
            steps -= Math.abs(used) + part.length;
            next = used < 0 ? 0 : next + 1;
            drawn = used < 0 ? 0 : drawn;
            others = used < 0 ? partners(board.busiest()) : others;
        }
    }

    private static int[] window(int[] others, int first, int size) {
        return Arrays.copyOfRange(others, first, Math.min(others.length, first + size));
    }

    private static int[] drawn(int[] others, SplittableRandom random) {
        return random.ints(3, 0, others.length).map(i -> others[i]).distinct().toArray();
    }

    /** Returns the steps that it took, negative if the busiest is lower now. */
    private long searchPart(int[] part, double goal) {
        boolean[] among = new boolean[units.crew().size()];
        among[board.busiest()] = true;
        IntStream.of(part).forEach(worker -> among[worker] = true);
        int[] open = open(among);
        if (open.length > PART) {
            return 1;
        }
        ExactSearch search = new ExactSearch(board, open, among, PART_STEPS);
        boolean found = search.lower(busiest(), goal);
        long used = 1 + PART_STEPS - search.steps();
        return found ? -used : used;
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

    /** The units of some workers that have a load and may be moved, by descending load. */
    private int[] open(boolean[] among) {
        return IntStream.range(0, among.length)
                .filter(worker -> among[worker])
                .flatMap(worker -> IntStream.range(0, board.count(worker)).map(i -> board.member(worker, i)))
                .filter(unit -> !units.fixed(unit) && units.load(unit) > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer unit) -> -units.load(unit))
                        .thenComparing(Comparator.naturalOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
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
