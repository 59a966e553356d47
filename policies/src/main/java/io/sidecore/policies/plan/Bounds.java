package io.sidecore.policies.plan;

import io.sidecore.collector.inventory.WorkerId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the busiest worker's load cannot be below, for the units that are placed. Some units must all be served by some
 * workers: those of a cell, of a group, of a node, or all. For each such set:
 *
 * <ul>
 *   <li>the units fill the workers evenly at best, above what is pinned there;
 *   <li>the largest unit is on one worker;
 *   <li>of the k * workers + 1 largest units, k + 1 share a worker.
 * </ul>
 *
 * Besides, pinned queues are where they are; groups that share no worker need a whole number of workers each; and of what a
 * node cannot serve, the cross-node factor makes more elsewhere.
 */
final class Bounds {

    private static final int STEPS = 40;

    private final Board board;
    private final Units units;
    private final Crew crew;
    private final Cells cells;
    private final int[] byLoad;
    private final double[] pinned;
    private final boolean[] isPinned;
    private int[] byPinned = {};
    private Bound best = new Bound(0, "no queue has a load");

    private Bounds(Board board, int[] byLoad) {
        this.board = board;
        this.byLoad = byLoad;
        units = board.units();
        crew = units.crew();
        cells = units.cells();
        pinned = new double[crew.size()];
        isPinned = new boolean[crew.size()];
    }

    /**
     * The best of the bounds.
     *
     * @param byLoad as {@link Units#byLoad} has them
     */
    static Bound of(Board board, int[] byLoad) {
        Bounds bounds = new Bounds(board, byLoad);
        bounds.pins();
        bounds.sets();
        if (board.units().rules().numa() == Numa.SOFT) {
            bounds.crossing();
        }
        if (board.units().groups().size() > 1) {
            bounds.wholeWorkers();
        }
        return bounds.best;
    }

    private void pins() {
        for (int unit = 0; unit < units.size(); unit++) {
            if (units.fixed(unit) && board.place(unit) != Crew.NONE) {
                isPinned[board.place(unit)] = true;
                pinned[board.place(unit)] += units.loadOn(unit, board.place(unit));
            }
        }
        for (int worker = 0; worker < pinned.length; worker++) {
            WorkerId id = crew.id(worker);
            offer(pinned[worker], () -> "the load that is pinned to " + id);
        }
        byPinned = IntStream.range(0, pinned.length)
                .boxed()
                .sorted(Comparator.comparingDouble(worker -> pinned[worker]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** All units, and those of each node, group and cell. */
    private void sets() {
        Loads all = new Loads();
        Loads[] ofNode = empty(crew.nodes());
        Loads[] ofGroup = empty(units.groups().size());
        Loads[] ofCell = empty(cells.size());
        for (int unit : byLoad) {
            if (!units.fixed(unit) && board.place(unit) != Crew.NONE) {
                int cell = units.cell(unit);
                all.add(units.load(unit));
                ofGroup[cells.group(cell)].add(units.load(unit));
                ofCell[cell].add(units.load(unit));
                if (cells.node(cell) != Crew.NONE && !cells.far(cell)) {
                    ofNode[cells.node(cell)].add(units.load(unit));
                }
            }
        }
        set(all, worker -> true, () -> "all workers");
        for (int node = 0; node < ofNode.length; node++) {
            int home = node;
            set(ofNode[node], worker -> crew.near(worker, home), () -> "the workers of node " + crew.nodeName(home));
        }
        for (int group = 0; group < ofGroup.length && ofGroup.length > 1; group++) {
            int own = group;
            set(
                    ofGroup[group],
                    worker -> isFor(own, worker),
                    () -> "the workers for " + units.groups().key(own));
        }
        for (int cell = 0; cell < ofCell.length && ofGroup.length > 1; cell++) {
            int own = cell;
            set(
                    ofCell[cell],
                    worker -> cells.reaches(own, worker) && isFor(cells.group(own), worker),
                    () -> "the workers for " + units.groups().key(cells.group(own)) + onNode(cells.node(own)));
        }
    }

    private String onNode(int node) {
        return node == Crew.NONE ? "" : " on node " + crew.nodeName(node);
    }

    private static Loads[] empty(int size) {
        return Stream.generate(Loads::new).limit(size).toArray(Loads[]::new);
    }

    /** Whether a group may have a worker, which nobody pinned queues of others to. */
    private boolean isFor(int group, int worker) {
        return units.groups().allowed(group, worker) && (board.group(worker) == group || !isPinned[worker]);
    }

    /** What holds if some units may be served by some workers only. */
    private void set(Loads loads, IntPredicate isOfSet, Supplier<String> name) {
        int[] workers = IntStream.of(byPinned).filter(isOfSet).toArray();
        if (loads.size() == 0 || workers.length == 0) {
            return;
        }
        double capacity =
                Arrays.stream(workers).mapToDouble(crew::capacity).max().orElse(1);
        offer(filled(workers, loads.sum()), () -> "the mean load of " + name.get());
        offer(loads.get(0) / capacity, () -> "the largest load that cannot be divided, on " + name.get());
        for (int each = 1; each * workers.length < loads.size(); each++) {
            int last = each * workers.length;
            int sharing = each + 1;
            offer(
                    loads.sum(last - each, last) / capacity,
                    () -> "the " + (last + 1) + " largest loads, " + sharing + " of which must share one of "
                            + name.get());
        }
    }

    private void offer(double load, Supplier<String> why) {
        if (load > best.load()) {
            best = new Bound(load, why.get());
        }
    }

    /** The level that a load reaches if it is poured over workers with pinned loads, the least of these first. */
    private double filled(int[] workers, double load) {
        double capacity = 0;
        double total = load;
        double level = 0;
        for (int worker : workers) {
            if (capacity > 0 && level <= pinned[worker]) {
                break;
            }
            capacity += crew.capacity(worker);
            total += pinned[worker] * crew.capacity(worker);
            level = total / capacity;
        }
        return level;
    }

    /**
     * What a node has above a level must leave it, times the factor, and find room below the level elsewhere. Whatever
     * else moves from node to node only makes more of it.
     */
    private void crossing() {
        double[] capacity = new double[crew.nodes()];
        double[] loads = new double[crew.nodes()];
        double anywhere = 0;
        for (int worker = 0; worker < crew.size(); worker++) {
            int node = crew.node(worker);
            if (node == Crew.NONE) {
                return; // near to every node: there is room that no factor applies to
            }
            capacity[node] += crew.capacity(worker);
            loads[node] += pinned[worker] * crew.capacity(worker);
        }
        for (int unit = 0; unit < units.size(); unit++) {
            if (!units.fixed(unit) && board.place(unit) != Crew.NONE) {
                int node = cells.node(units.cell(unit));
                anywhere += node == Crew.NONE ? units.load(unit) : 0;
                loads[Math.max(node, 0)] += node == Crew.NONE ? 0 : units.load(unit);
            }
        }
        double low = best.load();
        double high = Math.max(low, board.load(board.busiest()));
        for (int step = 0; step < STEPS; step++) {
            double level = (low + high) / 2;
            double over = 0;
            double room = -anywhere;
            for (int node = 0; node < loads.length; node++) {
                over += Math.max(0, loads[node] - level * capacity[node]);
                room += Math.max(0, level * capacity[node] - loads[node]);
            }
            boolean enough = units.rules().crossNodeFactor() * over <= room;
            low = enough ? low : level;
            high = enough ? level : high;
        }
        offer(low, () -> "the load of all nodes, with what an overloaded one gives to others");
    }

    /** The level at which the groups, each with workers of its own, have just enough workers. */
    private void wholeWorkers() {
        for (int worker = 0; worker < crew.size(); worker++) {
            if (isPinned[worker] && isAgainstTheRules(worker)) {
                return; // as an administrator wanted it: fewer workers may do than the rules ask for
            }
        }
        Demand[] demands = new Demand[cells.size()];
        Demand.fill(demands, units, byLoad, this::isAtHome);
        for (int node = Crew.NONE; node < crew.nodes(); node++) {
            wholeWorkersOf(node, demands);
        }
    }

    private boolean isAgainstTheRules(int worker) {
        boolean several = board.group(worker) < 0;
        boolean tooMany = board.guests(worker) > units.rules().guestsPerWorker().orElse(Integer.MAX_VALUE);
        return several
                || tooMany
                || IntStream.range(0, units.rules().apart().size()).anyMatch(set -> board.ofSet(worker, set) > 1);
    }

    private boolean isAtHome(int unit) {
        return board.place(unit) != Crew.NONE && cells.reaches(units.cell(unit), board.place(unit));
    }

    private void wholeWorkersOf(int node, Demand[] demands) {
        int[] own = IntStream.range(0, demands.length)
                .filter(cell -> cells.node(cell) == node)
                .toArray();
        if (own.length == 0 || IntStream.of(own).anyMatch(cells::far)) {
            return;
        }
        long workers = IntStream.range(0, crew.size())
                .filter(worker -> IntStream.of(own).anyMatch(cell -> cells.reaches(cell, worker)))
                .count();
        double low = best.load();
        double high = Math.max(low, board.load(board.busiest()));
        if (needed(own, demands, high) > workers) {
            return; // somebody has no worker, or has one against the rules
        }
        for (int step = 0; step < STEPS && high > low; step++) {
            double level = (low + high) / 2;
            boolean enough = needed(own, demands, level) <= workers;
            low = enough ? low : level;
            high = enough ? level : high;
        }
        offer(low, () -> "the number of workers" + onNode(node) + ", of which each group needs its own");
    }

    private static long needed(int[] own, Demand[] demands, double level) {
        return IntStream.of(own)
                .mapToLong(cell -> demands[cell].workersFor(level))
                .sum();
    }
}
