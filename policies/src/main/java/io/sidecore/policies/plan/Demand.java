package io.sidecore.policies.plan;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** How many workers a cell needs, how many it has, and how loaded these would be at best. */
final class Demand {

    /** The mean load, as a share of the highest, from which small loads find no room beside the large. */
    private static final double CROWDED = 0.85;

    private final Loads loads = new Loads();
    private int fewest;
    private final double largestCapacity;
    private int workers;
    private double capacity;

    private Demand(double largestCapacity) {
        this.largestCapacity = largestCapacity;
    }

    /**
     * One for each cell.
     *
     * @param byLoad as {@link Units#byLoad} has them
     * @param counts whether a unit wants a worker of its cell; not if it has none, can have none, or was pinned elsewhere
     */
    static void fill(Demand[] demands, Units units, int[] byLoad, IntPredicate counts) {
        Crew crew = units.crew();
        double largest = 0;
        for (int worker = 0; worker < crew.size(); worker++) {
            largest = Math.max(largest, crew.capacity(worker));
        }
        for (int cell = 0; cell < demands.length; cell++) {
            demands[cell] = new Demand(largest);
        }
        for (int unit : byLoad) {
            if (counts.test(unit)) {
                demands[units.cell(unit)].loads.add(units.load(unit));
            }
        }
        fewest(demands, units, counts);
    }

    private static void fewest(Demand[] demands, Units units, IntPredicate counts) {
        int[] guests = new int[demands.length];
        int[][] apart = new int[demands.length][units.rules().apart().size()];
        for (int guest = 0; guest < units.guests(); guest++) {
            if (IntStream.range(units.firstOfGuest(guest), units.firstOfGuest(guest + 1))
                    .anyMatch(counts)) {
                int cell = units.cells().ofGuest(guest);
                guests[cell]++;
                for (int set : units.apartOfGuest(guest)) {
                    demands[cell].fewest = Math.max(demands[cell].fewest, ++apart[cell][set]);
                }
            }
        }
        for (int cell = 0; cell < demands.length; cell++) {
            demands[cell].fewest = Math.max(demands[cell].fewest, units.rules().fewestWorkers(guests[cell]));
        }
    }

    void add(int number, double each) {
        workers += number;
        capacity += number * each;
    }

    /** Whether it has fewer workers than the limits of guests ask for. */
    boolean isShort() {
        return workers < fewest;
    }

    /** The load of its busiest worker, at best. */
    double load() {
        return load(workers, capacity);
    }

    double loadWithout(double one) {
        return workers - 1 < fewest ? Double.POSITIVE_INFINITY : load(workers - 1, capacity - one);
    }

    /** Whether one worker more would help: lower the load, or leave more room beside what cannot be divided. */
    boolean wouldGain() {
        return workers < loads.size()
                && (load(workers + 1, capacity + largestCapacity) < load()
                        || loads.sum() / capacity > CROWDED * load());
    }

    private double load(int number, double together) {
        if (loads.size() == 0) {
            return 0;
        }
        if (number == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double pair = number < loads.size() ? loads.sum(number - 1, number) : 0;
        return Math.max(loads.sum() / together, Math.max(loads.get(0), pair) / largestCapacity);
    }

    /** The fewest workers, of the largest capacity, none of which is above a load. */
    int workersFor(double load) {
        double room = load * largestCapacity;
        if (loads.size() == 0 || room <= 0) {
            return fewest;
        }
        int byLoad = (int) Math.min(1 << 30, Math.ceil(loads.sum() / room - 1e-9));
        int usual = (int) Math.min(loads.size(), room * loads.size() / Math.max(loads.sum(), Double.MIN_NORMAL));
        int byCount = Math.max(workersFor(room, 1), workersFor(room, Math.max(1, usual)));
        return Math.max(fewest, Math.max(byLoad, byCount));
    }

    /** Of loads so large that one more than some do not fit, each worker has no more than these some. */
    private int workersFor(double room, int each) {
        int large = loads.above(room / (each + 1) * (1 + 1e-9));
        return large / each + (large % each == 0 ? 0 : 1);
    }
}
