package io.sidecore.collector.discovery;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.proc.Cgroups;
import io.sidecore.collector.proc.HostFiles;
import java.util.Optional;
import java.util.TreeSet;

/** Where the virtual CPUs of one process may run, without a scan of the whole host. */
public final class VcpuAffinity {

    private final ThreadFiles threads;

    public VcpuAffinity(HostFiles files) {
        this.threads = new ThreadFiles(files, new Cgroups(Optional.empty()));
    }

    /**
     * The CPUs that any of its vCPU threads may run on; absent if the process has ended, may not be looked at, or gives
     * its threads no names that are known here: nobody is asked over a monitor for this.
     */
    public Optional<CpuSet> of(int pid) {
        TreeSet<Integer> cpus = new TreeSet<>();
        for (int tid : VcpuThreads.byName(threads.of(pid)).values()) {
            threads.cpus(tid).ifPresent(own -> own.stream().forEach(cpus::add));
        }
        return cpus.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        CpuSet.of(cpus.stream().mapToInt(Integer::intValue).toArray()));
    }
}
