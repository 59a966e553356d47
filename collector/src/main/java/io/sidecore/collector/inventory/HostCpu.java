package io.sidecore.collector.inventory;

/**
 * One online CPU.
 *
 * @param cpu its number
 * @param node its NUMA node; 0 on a host that has none
 * @param siblings the CPUs that share its core, itself included
 * @param isolated whether the scheduler leaves it alone (isolcpus=)
 */
public record HostCpu(int cpu, int node, CpuSet siblings, boolean isolated) {
    public HostCpu {
        if (node < 0) {
            throw new IllegalArgumentException("a NUMA node is not negative: " + node);
        }
        if (!siblings.contains(cpu)) {
            throw new IllegalArgumentException("CPU " + cpu + " is not among its siblings " + siblings);
        }
    }
}
