package io.sidecore.policies.fixed;

import io.sidecore.collector.inventory.CpuSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which CPUs workers have so far. */
final class Seats {

    private final Map<CpuSet, Integer> used = new HashMap<>();

    boolean isTaken(CpuSet cpus) {
        return used.containsKey(cpus);
    }

    void take(CpuSet cpus) {
        used.merge(cpus, 1, Integer::sum);
    }

    /** Takes the first of those that the fewest workers have. */
    CpuSet takeLeastUsed(List<CpuSet> among) {
        CpuSet least = among.stream()
                .min(Comparator.comparingInt(cpus -> used.getOrDefault(cpus, 0)))
                .orElseThrow();
        take(least);
        return least;
    }
}
