package io.sidecore.policies.peers.ovs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * Which CPU's worker polls which queue pairs.
 *
 * @param pmds by CPU, those without queues too
 */
record Assignment(SortedMap<Integer, List<Rxq>> pmds) {

    /**
     * What Open vSwitch calls {@code cycles}: the busiest first, over the workers of its node to and fro, as in 0 1 2 2 1
     * 0 0 1. A queue whose node is unknown or has no worker goes over all of them.
     *
     * @param cpus the workers' CPUs
     * @param nodeOf the node of a CPU
     */
    static Assignment byCycles(List<Rxq> rxqs, Collection<Integer> cpus, IntUnaryOperator nodeOf) {
        SortedMap<Integer, List<Rxq>> pmds = new TreeMap<>();
        cpus.forEach(cpu -> pmds.put(cpu, new ArrayList<>()));
        SortedMap<Integer, ToAndFro> numas = new TreeMap<>();
        for (Rxq rxq : rxqs.stream().sorted(Rxq.BUSIEST_FIRST).toList()) {
            List<Integer> near = near(rxq, pmds.keySet(), nodeOf);
            int numa = near.size() == pmds.size() ? -1 : nodeOf.applyAsInt(near.get(0));
            int cpu = near.get(
                    numas.computeIfAbsent(numa, id -> new ToAndFro(near.size())).next());
            pmds.computeIfAbsent(cpu, id -> new ArrayList<>()).add(rxq);
        }
        return new Assignment(pmds);
    }

    private static List<Integer> near(Rxq rxq, Collection<Integer> cpus, IntUnaryOperator nodeOf) {
        List<Integer> near = cpus.stream()
                .filter(cpu -> rxq.node().isPresent()
                        && nodeOf.applyAsInt(cpu) == rxq.node().getAsInt())
                .toList();
        return near.isEmpty() ? List.copyOf(cpus) : near;
    }

    /** Counts up to the last, gives it again, and counts down. */
    private static final class ToAndFro {
        private final int count;
        private int turn;

        ToAndFro(int count) {
            this.count = count;
        }

        int next() {
            int inTurn = turn++ % (2 * count);
            return inTurn < count ? inTurn : 2 * count - 1 - inTurn;
        }
    }

    /** The variance of the workers' loads, in percent squared. */
    double variance() {
        double[] loads = pmds.values().stream()
                .mapToDouble(rxqs -> 100 * rxqs.stream().mapToDouble(Rxq::load).sum())
                .toArray();
        double mean = sum(loads) / loads.length;
        double squares = 0;
        for (double load : loads) {
            squares += (load - mean) * (load - mean);
        }
        return squares / loads.length;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /** Whether there is anything that could be moved to somewhere else. */
    boolean canBeOther() {
        return pmds.size() >= 2 && pmds.values().stream().anyMatch(rxqs -> rxqs.size() >= 2);
    }

    /** Whether some queue is polled from another node than its guest's while there are workers on several nodes. */
    boolean crossesNodes(IntUnaryOperator nodeOf) {
        HashSet<Integer> nodes = new HashSet<>();
        pmds.keySet().forEach(cpu -> nodes.add(nodeOf.applyAsInt(cpu)));
        return nodes.size() > 1
                && pmds.entrySet().stream()
                        .anyMatch(pmd -> pmd.getValue().stream()
                                .anyMatch(rxq -> rxq.node().isPresent()
                                        && rxq.node().getAsInt() != nodeOf.applyAsInt(pmd.getKey())));
    }
}
