package io.sidecore.collector.proc;

import io.sidecore.collector.inventory.CpuSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * {@code /sys/devices/system/cpu}: the CPUs of the host.
 *
 * @param online those that run threads
 * @param possible those that there can be; counters for each CPU need that many places
 * @param isolated those that the scheduler leaves alone (isolcpus=); absent if none
 * @param governors their frequency governors, each named once; absent if the host shows none
 */
public record HostCpus(CpuSet online, CpuSet possible, Optional<CpuSet> isolated, Optional<String> governors) {

    private static final String DIRECTORY = "sys/devices/system/cpu/";

    /** Reads them; a host without the directory, as in some containers, has as many CPUs as the JVM sees. */
    public static HostCpus read(HostFiles files) {
        CpuSet online = list(files, "online").orElseGet(HostCpus::ofTheJvm);
        return new HostCpus(
                online, list(files, "possible").orElse(online), list(files, "isolated"), governors(files, online));
    }

    private static CpuSet ofTheJvm() {
        return CpuSet.parse("0-" + (Runtime.getRuntime().availableProcessors() - 1));
    }

    private static Optional<CpuSet> list(HostFiles files, String name) {
        return files.read(DIRECTORY + name).filter(text -> !text.isEmpty()).map(CpuSet::parse);
    }

    private static Optional<String> governors(HostFiles files, CpuSet online) {
        TreeSet<String> names = new TreeSet<>();
        online.stream()
                .mapToObj(cpu -> files.read(DIRECTORY + "cpu" + cpu + "/cpufreq/scaling_governor"))
                .forEach(governor -> governor.ifPresent(names::add));
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
    }
}
