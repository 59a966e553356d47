package io.sidecore.policies.plan;

import io.sidecore.collector.inventory.WorkerId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The workers of an instance by number, in its order; nodes by number, in ascending order. */
final class Crew {

    static final int NONE = -1;

    private final List<PlanWorker> workers;
    private final Map<WorkerId, Integer> numbers = new HashMap<>();
    private final Map<Integer, Integer> nodes = new TreeMap<>();
    private final double[] capacity;
    private final int[] node;

    Crew(Instance instance) {
        workers = instance.workers();
        instance.workers().forEach(worker -> worker.node().ifPresent(name -> nodes.put(name, 0)));
        instance.guests().forEach(guest -> guest.node().ifPresent(name -> nodes.put(name, 0)));
        int next = 0;
        for (Map.Entry<Integer, Integer> entry : nodes.entrySet()) {
            entry.setValue(next++);
        }
        capacity = workers.stream().mapToDouble(PlanWorker::capacity).toArray();
        node = workers.stream()
                .mapToInt(worker ->
                        worker.node().isPresent() ? nodeNumber(worker.node().getAsInt()) : NONE)
                .toArray();
        for (PlanWorker worker : workers) {
            numbers.put(worker.worker(), numbers.size());
        }
    }

    int size() {
        return capacity.length;
    }

    int nodes() {
        return nodes.size();
    }

    WorkerId id(int number) {
        return workers.get(number).worker();
    }

    /** The number of a worker; {@link #NONE} if it is not there. */
    int number(WorkerId worker) {
        return numbers.getOrDefault(worker, NONE);
    }

    /** The number of a node that a worker or a guest names. */
    int nodeNumber(int name) {
        return nodes.getOrDefault(name, NONE);
    }

    /** The name of a node by its number. */
    int nodeName(int number) {
        return nodes.keySet().stream().skip(number).findFirst().orElse(NONE);
    }

    double capacity(int worker) {
        return capacity[worker];
    }

    /** The number of a worker's node; {@link #NONE} if it has none. */
    int node(int worker) {
        return node[worker];
    }

    /** Whether a worker is near to what is at home on a node; both may be {@link #NONE}, which is near to all. */
    boolean near(int worker, int home) {
        return home == NONE || node[worker] == NONE || node[worker] == home;
    }

    /** Whether an assignment is as good with the two exchanged, pinned queues aside. */
    boolean alike(int one, int other) {
        PlanWorker first = workers.get(one);
        PlanWorker second = workers.get(other);
        return node[one] == node[other]
                && capacity[one] == capacity[other]
                && first.isolatedFor().equals(second.isolatedFor())
                && first.cgroups().equals(second.cgroups());
    }
}
