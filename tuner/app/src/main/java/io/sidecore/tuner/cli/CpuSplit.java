package io.sidecore.tuner.cli;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.vhostuser.sys.Threads;
import java.util.Optional;

/**
 * How a trial shares the CPUs of this process out.
 *
 * @param all those that it may use
 * @param io set aside for workers
 * @param guests those of the guests' vCPU threads
 */
record CpuSplit(CpuSet all, CpuSet io, CpuSet guests) {

    /** More guests' CPUs than that, and more I/O cores, would not change what a trial shows. */
    private static final int MAX_EACH = 4;

    /**
     * The first CPUs for I/O, the last for guests, unless chosen otherwise. On a machine with one CPU they share it.
     *
     * @throws IllegalArgumentException if a chosen CPU is not among those of this process
     */
    static CpuSplit ofThisProcess(Optional<CpuSet> io, Optional<CpuSet> guests) {
        return of(Threads.allowed(Threads.currentTid()), io, guests);
    }

    static CpuSplit of(CpuSet all, Optional<CpuSet> io, Optional<CpuSet> guests) {
        int[] cpus = all.stream().toArray();
        int each = Math.max(1, Math.min(MAX_EACH, cpus.length / 2));
        int[] first = new int[each];
        int[] last = new int[each];
        for (int i = 0; i < each; i++) {
            first[i] = cpus[i];
            last[i] = cpus[cpus.length - each + i];
        }
        return new CpuSplit(
                all,
                within(all, io.orElse(CpuSet.of(first)), "--io-cpus"),
                within(all, guests.orElse(CpuSet.of(last)), "--guest-cpus"));
    }

    private static CpuSet within(CpuSet all, CpuSet chosen, String option) {
        if (!chosen.stream().allMatch(all::contains)) {
            throw new IllegalArgumentException(option + " " + chosen + ": this process may use CPUs " + all + " only");
        }
        return chosen;
    }
}
