package io.sidecore.tuner.sim;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.WorkerId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who gets how much of which CPU: every CPU is shared fairly by those who want it (max-min), and a worker that may run on
 * several CPUs goes to the one that is wanted least, the hungriest worker first, as a scheduler's load balancer does.
 */
final class SimCpus {

    /** A worker's lot: what it wants, what it gets, and how much of its CPU others want. */
    record Share(double wants, double gets, double others) {}

    private record Want(WorkerId worker, CpuSet cpus, double share) {}

    private final double[] background;
    private final List<Want> wants = new ArrayList<>();

    /** @param background what others than workers want of each CPU; 1 is a busy loop */
    SimCpus(double[] background) {
        this.background = background;
    }

    void want(WorkerId worker, CpuSet cpus, double share) {
        wants.add(new Want(worker, cpus, Math.min(1, share)));
    }

    SortedMap<WorkerId, Share> share() {
        double[] wanted = background.clone();
        Map<Integer, List<Want>> byCpu = new HashMap<>();
        wants.sort(Comparator.comparingInt((Want want) -> want.cpus().count())
                .thenComparing(Comparator.comparingDouble(Want::share).reversed())
                .thenComparing(Want::worker));
        for (Want want : wants) {
            int cpu = want.cpus().stream()
                    .boxed()
                    .min(Comparator.comparingDouble(c -> wanted[c]))
                    .orElseThrow();
            wanted[cpu] += want.share();
            byCpu.computeIfAbsent(cpu, c -> new ArrayList<>()).add(want);
        }
        SortedMap<WorkerId, Share> shares = new TreeMap<>();
        byCpu.forEach((cpu, here) -> {
            double level = level(here, background[cpu]);
            for (Want want : here) {
                shares.put(
                        want.worker(),
                        new Share(want.share(), Math.min(want.share(), level), wanted[cpu] - want.share()));
            }
        });
        return shares;
    }

    /** The share that nobody exceeds, so that the CPU is used up exactly; 1 if all get what they want. */
    private static double level(List<Want> here, double background) {
        List<Double> ascending = new ArrayList<>(here.stream().map(Want::share).toList());
        ascending.add(background);
        ascending.sort(Comparator.naturalOrder());
        double left = 1;
        for (int i = 0; i < ascending.size(); i++) {
            double fair = left / (ascending.size() - i);
            if (ascending.get(i) > fair) {
                return fair;
            }
            left -= ascending.get(i);
        }
        return 1;
    }
}
