package io.sidecore.tuner.simulator.scenario;

import io.sidecore.collector.inventory.CpuSet;
import java.util.stream.IntStream;

/**
 * A host.
 *
 * @param cpus how many CPUs, 1 to 1024
 * @param nodes NUMA nodes, each with as many of the CPUs, one range after the other; 1 to cpus
 * @param threadsPerCore 1 or 2; if 2, CPUs 2i and 2i+1 are of one core
 * @param ioCores CPUs set aside for workers
 * @param workerCpus CPUs that a worker may run on if it is not pinned; all if left out
 * @param gigabits of its link, each way; above 0
 * @param postedInterrupts whether a call reaches a vCPU without an exit
 */
public record HostSpec(
        int cpus,
        int nodes,
        int threadsPerCore,
        CpuSet ioCores,
        CpuSet workerCpus,
        double gigabits,
        boolean postedInterrupts) {

    public HostSpec {
        nodes = nodes == 0 ? 1 : nodes;
        threadsPerCore = threadsPerCore == 0 ? 1 : threadsPerCore;
        gigabits = gigabits == 0 ? 40 : gigabits;
        if (cpus < 1 || cpus > CpuSet.MAX_CPUS || nodes < 1 || nodes > cpus) {
            throw new IllegalArgumentException(
                    "cpus must be in [1," + CpuSet.MAX_CPUS + "] and nodes in [1,cpus]: " + cpus + ", " + nodes);
        }
        if (threadsPerCore > 2 || !(gigabits > 0)) {
            throw new IllegalArgumentException(
                    "threadsPerCore must be 1 or 2 and gigabits above 0: " + threadsPerCore + ", " + gigabits);
        }
        if (ioCores == null) {
            throw new IllegalArgumentException("a host needs ioCores, CPUs set aside for workers, as in \"0-1\"");
        }
        workerCpus = workerCpus == null ? all(cpus) : workerCpus;
        int highest = Math.max(
                ioCores.stream().max().orElse(0), workerCpus.stream().max().orElse(0));
        if (highest >= cpus) {
            throw new IllegalArgumentException(
                    "ioCores and workerCpus must be among CPUs 0 to " + (cpus - 1) + ": " + highest);
        }
    }

    /** All of so many CPUs. */
    public static CpuSet all(int cpus) {
        return CpuSet.of(IntStream.range(0, cpus).toArray());
    }

    /** One node, no siblings, workers anywhere. */
    public static HostSpec of(int cpus, CpuSet ioCores, double gigabits) {
        return new HostSpec(cpus, 1, 1, ioCores, all(cpus), gigabits, false);
    }

    /** The node of a CPU. */
    public int nodeOf(int cpu) {
        return cpu * nodes / cpus;
    }
}
