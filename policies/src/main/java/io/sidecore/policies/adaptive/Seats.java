package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * I/O cores for a number of workers, and who gets which. Each NUMA node has as many as suits the load of its guests (highest
 * averages; D'Hondt, 1878); of a node's, those go first whose workers have most to do already, then those that are free, a
 * core's first thread before its others. Workers that nobody else may touch keep their cores.
 */
final class Seats {

    /** An I/O core, and the worker that keeps it, or comes; absent if a new one does. */
    record Seat(CpuSet core, Optional<WorkerId> worker) {}

    private final SortedMap<WorkerId, Double> loads;
    private final SortedMap<Integer, List<Seat>> byNode = new TreeMap<>();

    /**
     * Looks at the I/O cores.
     *
     * @param here with all workers
     * @param free the workers that may be changed, and what they serve
     * @param loads of those of them that serve guests
     */
    Seats(Host host, Situation here, Placement free, SortedMap<WorkerId, Double> loads) {
        this.loads = loads;
        Map<CpuSet, WorkerId> owners = new HashMap<>();
        loads.forEach((worker, load) ->
                owners.merge(free.setting(worker).cpus(), worker, (a, b) -> load(b) > load(a) ? b : a));
        Set<CpuSet> taken = new HashSet<>();
        here.placement().workers().forEach((worker, setting) -> {
            if (!free.workers().containsKey(worker)) {
                taken.add(setting.cpus());
            }
        });
        Map<CpuSet, Double> wanted = new HashMap<>();
        here.serving().forEach(load -> wanted.merge(load.cpus(), here.interference(load), Math::max));
        host.cores().io().stream()
                .mapToObj(CpuSet::of)
                .filter(core -> !taken.contains(core))
                .map(core -> new Seat(core, Optional.ofNullable(owners.get(core))))
                .sorted(Comparator.comparing((Seat seat) -> wanted.getOrDefault(seat.core, 0.0)
                                > here.limits().maxInterference())
                        .thenComparing(seat -> -seat.worker.map(this::load).orElse(-1.0))
                        .thenComparing(seat -> host.coreOf(seat.core.first()).first() != seat.core.first()))
                .forEach(seat -> byNode.computeIfAbsent(host.nodeOf(seat.core.first()), node -> new ArrayList<>())
                        .add(seat));
    }

    private double load(WorkerId worker) {
        return loads.getOrDefault(worker, 0.0);
    }

    /** How many workers there can be. */
    int most() {
        return byNode.values().stream().mapToInt(List::size).sum();
    }

    /** Whether every worker that serves guests has an I/O core to itself. */
    boolean isTakenByAll() {
        long seated = byNode.values().stream()
                .flatMap(List::stream)
                .filter(seat -> seat.worker.isPresent())
                .count();
        return seated == loads.size();
    }

    /**
     * The best so many.
     *
     * @param count 1 to {@link #most}
     * @param homeLoads the load of guests by their node; of those whose node is unknown, by -1
     */
    List<Seat> choose(int count, Map<Integer, Double> homeLoads) {
        List<Seat> chosen = new ArrayList<>();
        Map<Integer, Integer> had = new HashMap<>();
        double unknown = homeLoads.getOrDefault(-1, 0.0);
        double all = most();
        while (chosen.size() < count) {
            int best = -1;
            double highest = -1;
            for (Map.Entry<Integer, List<Seat>> node : byNode.entrySet()) {
                int taken = had.getOrDefault(node.getKey(), 0);
                int size = node.getValue().size();
                double load = homeLoads.getOrDefault(node.getKey(), 0.0) + unknown * size / all;
                if (taken < size && load / (taken + 1) > highest) {
                    best = node.getKey();
                    highest = load / (taken + 1);
                }
            }
            int taken = had.merge(best, 1, Integer::sum);
            chosen.add(byNode.getOrDefault(best, List.of()).get(taken - 1));
        }
        return filled(chosen);
    }

    /** Whoever has another place comes to one that is free: the busiest first, so that the fewest queues move. */
    private List<Seat> filled(List<Seat> chosen) {
        Set<WorkerId> seated = new HashSet<>();
        chosen.forEach(seat -> seat.worker.ifPresent(seated::add));
        Iterator<WorkerId> others = loads.keySet().stream()
                .filter(worker -> !seated.contains(worker))
                .sorted(Comparator.comparing((WorkerId worker) -> -load(worker)))
                .iterator();
        List<Seat> filled = new ArrayList<>();
        for (Seat seat : chosen) {
            boolean comes = seat.worker.isEmpty() && others.hasNext();
            filled.add(comes ? new Seat(seat.core, Optional.of(others.next())) : seat);
        }
        return filled;
    }
}
