package io.sidecore.policies.plan;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Guests with the same node and the same group have the same workers to choose from; such guests are a cell. Where nodes do
 * not matter, a group is a cell.
 */
final class Cells {

    private final Crew crew;
    private final Groups groups;
    private final Rules rules;
    private final int[] ofGuest;
    private int[] node = new int[0];
    private int[] group = new int[0];
    private int[][] workers = new int[0][];
    private boolean[] far = new boolean[0];

    Cells(Instance instance, Crew crew, Groups groups) {
        this.crew = crew;
        this.groups = groups;
        this.rules = instance.rules();
        ofGuest = new int[instance.guests().size()];
        Map<Long, Integer> numbers = new HashMap<>();
        for (int i = 0; i < ofGuest.length; i++) {
            PlanGuest guest = instance.guests().get(i);
            boolean matters = rules.numa() != Numa.NONE && guest.node().isPresent();
            int home = matters ? crew.nodeNumber(guest.node().getAsInt()) : Crew.NONE;
            ofGuest[i] = number(numbers, home, groups.ofGuest(i));
        }
        workers = new int[node.length][];
        far = new boolean[node.length];
        double[] nodeLoads = rules.numa() == Numa.SOFT ? nodeLoads(instance) : new double[crew.nodes()];
        for (int cell = 0; cell < node.length; cell++) {
            workers[cell] = eligible(cell, false);
            boolean overloaded = node[cell] != Crew.NONE && nodeLoads[node[cell]] > rules.overload();
            far[cell] = rules.numa() == Numa.SOFT && (workers[cell].length == 0 || overloaded);
            workers[cell] = far[cell] ? eligible(cell, true) : workers[cell];
        }
    }

    private int number(Map<Long, Integer> numbers, int home, int guests) {
        return numbers.computeIfAbsent(((long) home << Integer.SIZE) | guests, added -> {
            node = Arrays.copyOf(node, node.length + 1);
            group = Arrays.copyOf(group, group.length + 1);
            node[node.length - 1] = home;
            group[group.length - 1] = guests;
            return node.length - 1;
        });
    }

    /** The mean load of each node's workers if every guest were served at home. */
    private double[] nodeLoads(Instance instance) {
        double[] loads = new double[crew.nodes()];
        double[] capacities = new double[crew.nodes()];
        for (int i = 0; i < ofGuest.length; i++) {
            if (node[ofGuest[i]] != Crew.NONE) {
                for (PlanQueue queue : instance.guests().get(i).queues()) {
                    loads[node[ofGuest[i]]] += queue.load();
                }
            }
        }
        for (int home = 0; home < loads.length; home++) {
            for (int worker = 0; worker < crew.size(); worker++) {
                capacities[home] += crew.near(worker, home) ? crew.capacity(worker) : 0;
            }
            loads[home] = loads[home] == 0 ? 0 : loads[home] / capacities[home];
        }
        return loads;
    }

    private int[] eligible(int cell, boolean anywhere) {
        return IntStream.range(0, crew.size())
                .filter(worker -> groups.allowed(group[cell], worker) && (anywhere || crew.near(worker, node[cell])))
                .toArray();
    }

    int size() {
        return node.length;
    }

    int ofGuest(int guest) {
        return ofGuest[guest];
    }

    /** The node that its guests are at home on; {@link Crew#NONE} if that does not matter. */
    int node(int cell) {
        return node[cell];
    }

    int group(int cell) {
        return group[cell];
    }

    /** Who may serve it as far as node and group go, each by itself. Not to be changed. */
    int[] workers(int cell) {
        return workers[cell];
    }

    /** Whether a worker is one of {@link #workers}. */
    boolean reaches(int cell, int worker) {
        return groups.allowed(group[cell], worker) && (far[cell] || crew.near(worker, node[cell]));
    }

    /** Whether its guests may be served from other nodes. */
    boolean far(int cell) {
        return far[cell];
    }

    /** What a load of the cell is multiplied by on a worker. */
    double factor(int cell, int worker) {
        return rules.numa() != Numa.SOFT || crew.near(worker, node[cell]) ? 1 : rules.crossNodeFactor();
    }
}
