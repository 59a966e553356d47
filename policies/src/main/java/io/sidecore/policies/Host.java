package io.sidecore.policies;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.HostCpu;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The host as a policy sees it: its CPUs, how near they are to each other, and where its guests are at home.
 *
 * @param cores the CPUs that workers may use
 * @param nodes the NUMA node of each CPU; a CPU that is not in it is on node 0
 * @param siblings CPUs that are threads of one core, each set once; a CPU in none is a core by itself
 * @param guests what is known of a guest, by the name of its device; asked at each decision, since guests come and go
 */
public record Host(
        Cores cores, SortedMap<Integer, Integer> nodes, List<CpuSet> siblings, Function<String, GuestFacts> guests) {

    public Host {
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        siblings = List.copyOf(siblings);
    }

    /** One node, no siblings, and nothing known of the guests. */
    public static Host of(Cores cores) {
        return new Host(cores, new TreeMap<>(), List.of(), guest -> GuestFacts.UNKNOWN);
    }

    /**
     * As a host was found.
     *
     * @param cpus those that are online
     * @param guests what is known of a guest, by the name of its device
     */
    public static Host of(Cores cores, List<HostCpu> cpus, Function<String, GuestFacts> guests) {
        SortedMap<Integer, Integer> nodes = new TreeMap<>();
        cpus.forEach(cpu -> nodes.put(cpu.cpu(), cpu.node()));
        List<CpuSet> siblings = cpus.stream()
                .map(HostCpu::siblings)
                .filter(core -> core.count() > 1)
                .distinct()
                .toList();
        return new Host(cores, nodes, siblings, guests);
    }

    /** The NUMA node of a CPU. */
    public int nodeOf(int cpu) {
        return nodes.getOrDefault(cpu, 0);
    }

    /** The CPUs of the core that a CPU is a thread of, itself among them. */
    public CpuSet coreOf(int cpu) {
        return siblings.stream().filter(core -> core.contains(cpu)).findFirst().orElseGet(() -> CpuSet.of(cpu));
    }
}
