package io.sidecore.tuner.simulator.scenario;

import io.sidecore.collector.inventory.CpuSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A guest with one vCPU.
 *
 * @param name as of a device
 * @param cpus where its vCPU may run; anywhere if left out
 * @param node of its memory
 * @param cgroup that its I/O is accounted to; empty for the root
 * @param load what it does at first
 * @param comes when it is started, seconds; 0 for from the beginning
 */
public record GuestSpec(String name, @Nullable CpuSet cpus, int node, String cgroup, Load load, double comes) {

    public GuestSpec {
        if (name == null || !name.matches("[A-Za-z0-9._-]{1,24}")) {
            throw new IllegalArgumentException(
                    "a guest's name must be of letters, digits, '.', '_' and '-', at most 24: " + name);
        }
        cgroup = cgroup == null ? "" : cgroup;
        load = load == null ? Load.IDLE : load;
        if (!(comes >= 0) || node < 0) {
            throw new IllegalArgumentException(name + ": comes and node must be 0 or more: " + comes + ", " + node);
        }
    }

    public static GuestSpec of(String name, int cpu, Load load) {
        return new GuestSpec(name, CpuSet.of(cpu), 0, "", load, 0);
    }

    /** Where its vCPU may run, if not anywhere. */
    public Optional<CpuSet> vcpus() {
        return Optional.ofNullable(cpus);
    }
}
