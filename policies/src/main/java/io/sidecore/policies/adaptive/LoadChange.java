package io.sidecore.policies.adaptive;

import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.policies.Placement;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether the guests' load has become another since a placement settled: traffic as a whole, or that of the guests that are
 * most of it, is half as much again or a third less, several times in a row; or somebody else takes much more of the
 * workers' CPUs than before, or much less.
 */
final class LoadChange {

    private static final double FACTOR = 1.5;
    private static final int IN_A_ROW = 3;
    private static final int CHANGING = 2;

    /** Of a CPU, all workers together. */
    private static final double STOLEN = 0.15;

    private Map<String, Double> usual = new HashMap<>();
    private Placement placement = new Placement(new TreeMap<>(), new TreeMap<>());
    private double usualStolen;
    private int differs;

    /** Takes in what is seen; returns whether it says that the load has changed. */
    boolean sees(Observation now, Placement current, double idlePacketsPerSecond) {
        Map<String, Double> rates = rates(now, current);
        if (!current.equals(placement)) {
            boolean otherGuests = !current.devices().equals(placement.devices());
            boolean changing = differs >= CHANGING; // what was done about it came before it was certain
            placement = current;
            begin(now, rates);
            return otherGuests || changing;
        }
        double before = 0;
        double changed = 0;
        for (Map.Entry<String, Double> rate : rates.entrySet()) {
            double was = usual.getOrDefault(rate.getKey(), 0.0) + idlePacketsPerSecond;
            double is = rate.getValue() + idlePacketsPerSecond;
            before += Math.max(was, is);
            changed += Math.max(is / was, was / is) >= FACTOR ? Math.max(was, is) : 0;
        }
        boolean otherNeighbours = Math.abs(stolen(now) - usualStolen) > STOLEN;
        differs = changed > before / 2 || otherNeighbours ? differs + 1 : 0;
        if (differs < IN_A_ROW) {
            return false;
        }
        begin(now, rates);
        return true;
    }

    private void begin(Observation now, Map<String, Double> rates) {
        usual = rates;
        usualStolen = stolen(now);
        differs = 0;
    }

    private static double stolen(Observation now) {
        return now.workers().stream().mapToDouble(Situation::stolen).sum();
    }

    private static Map<String, Double> rates(Observation now, Placement current) {
        Map<String, Double> rates = new HashMap<>();
        for (QueueLoad load : now.queues()) {
            if (current.queues().containsKey(load.queue())) {
                rates.merge(load.queue().device(), load.packetsPerSecond(), Double::sum);
            }
        }
        return rates;
    }
}
