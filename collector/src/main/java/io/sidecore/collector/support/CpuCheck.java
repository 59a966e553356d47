package io.sidecore.collector.support;

import io.sidecore.collector.proc.CpuTimes;
import io.sidecore.collector.proc.HostCpus;
import io.sidecore.collector.proc.HostFiles;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The CPUs, and what disturbs them. */
final class CpuCheck {

    /** Less would be lost in the noise of any measurement. */
    private static final double STEAL_LIMIT = 0.01;

    private CpuCheck() {}

    static List<Capability> lines(HostFiles files) {
        HostCpus cpus = HostCpus.read(files);
        return List.of(count(cpus), isolated(cpus), governor(cpus), steal(files));
    }

    private static Capability count(HostCpus cpus) {
        int count = cpus.online().count();
        String found = count + " online (" + cpus.online() + ")";
        return count > 1
                ? Capability.ok("CPUs", found)
                : Capability.degraded("CPUs", found, "guests and workers share the only CPU: trials will say little");
    }

    private static Capability isolated(HostCpus cpus) {
        return cpus.isolated()
                .map(set -> Capability.ok("isolated CPUs", set.toString()))
                .orElseGet(() -> Capability.degraded(
                        "isolated CPUs",
                        "none",
                        "workers share their CPUs with whatever else runs. Fix: boot with isolcpus=LIST"));
    }

    private static Capability governor(HostCpus cpus) {
        Optional<String> governors = cpus.governors();
        if (governors.isEmpty()) {
            return Capability.ok("CPU governor", "none shown (a virtual machine, or fixed by firmware)");
        }
        return governors.get().equals("performance")
                ? Capability.ok("CPU governor", "performance")
                : Capability.degraded(
                        "CPU governor",
                        governors.get(),
                        "clock changes blur measurements. Fix: cpupower frequency-set -g performance");
    }

    private static Capability steal(HostFiles files) {
        Optional<CpuTimes> times = files.read("proc/stat").map(CpuTimes::parse);
        if (times.isEmpty()) {
            return Capability.missing("steal", "no /proc/stat", "it is not known whether a hypervisor takes CPU time");
        }
        double share = times.get().stealShare();
        String found = String.format(Locale.ROOT, "%.1f%% of CPU time since boot", 100 * share);
        return share <= STEAL_LIMIT
                ? Capability.ok("steal", found)
                : Capability.degraded(
                        "steal", found, "a hypervisor below takes CPU time: small differences will be INCONCLUSIVE");
    }
}
