package io.sidecore.collector.topology;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.HostCpu;
import io.sidecore.collector.proc.HostFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Online CPUs with their nodes and siblings, by {@code /sys/devices/system}. Read again only when CPUs come or go. Used by
 * one thread at a time.
 */
public final class CpuTopology {

    private static final String CPUS = "sys/devices/system/cpu/";
    private static final String NODES = "sys/devices/system/node/";

    private final HostFiles files;
    private String online = "";
    private List<HostCpu> cpus = List.of();
    private int nodes = 1;

    public CpuTopology(HostFiles files) {
        this.files = files;
    }

    /** Online CPUs, ascending; empty if the host does not show them. */
    public List<HostCpu> cpus() {
        String now = files.read(CPUS + "online").orElse("");
        if (!now.equals(online)) {
            Map<Integer, Integer> nodeOf = nodeByCpu();
            cpus = read(now, nodeOf);
            nodes = Math.max(1, (int) nodeOf.values().stream().distinct().count());
            online = now;
        }
        return cpus;
    }

    /** NUMA nodes that have CPUs, as far as {@link #cpus} saw; 1 on a host that has none. */
    public int nodes() {
        return nodes;
    }

    private List<HostCpu> read(String list, Map<Integer, Integer> nodeOf) {
        Optional<CpuSet> isolated = set(CPUS + "isolated");
        List<HostCpu> read = new ArrayList<>();
        parse(list)
                .ifPresent(all -> all.stream()
                        .forEach(cpu -> read.add(new HostCpu(
                                cpu,
                                nodeOf.getOrDefault(cpu, 0),
                                siblings(cpu),
                                isolated.map(them -> them.contains(cpu)).orElse(false)))));
        return List.copyOf(read);
    }

    /** The file has had two names. */
    private CpuSet siblings(int cpu) {
        String directory = CPUS + "cpu" + cpu + "/topology/";
        return Stream.of("core_cpus_list", "thread_siblings_list")
                .flatMap(name -> set(directory + name).stream())
                .filter(set -> set.contains(cpu))
                .findFirst()
                .orElseGet(() -> CpuSet.of(cpu));
    }

    private Map<Integer, Integer> nodeByCpu() {
        Map<Integer, Integer> nodeOf = new HashMap<>();
        for (String name : files.list(NODES)) {
            if (name.matches("node[0-9]{1,4}")) {
                int node = Integer.parseInt(name.substring("node".length()));
                set(NODES + name + "/cpulist").ifPresent(own -> own.stream().forEach(cpu -> nodeOf.put(cpu, node)));
            }
        }
        return nodeOf;
    }

    private Optional<CpuSet> set(String path) {
        return files.read(path).flatMap(CpuTopology::parse);
    }

    /** Absent for an empty list, as that of a node without CPUs. */
    static Optional<CpuSet> parse(String list) {
        try {
            return Optional.of(CpuSet.parse(list));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
