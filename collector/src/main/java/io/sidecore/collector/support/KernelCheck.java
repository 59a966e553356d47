package io.sidecore.collector.support;

import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.KernelRelease;
import io.sidecore.collector.proc.Schedstat;
import io.sidecore.collector.proc.ThreadStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kernel, and what we may do with it. */
final class KernelCheck {

    /** Task iterators came with 5.8; typed tracepoints and mapped arrays with 5.5. */
    private static final KernelRelease PROBES_NEED = KernelRelease.parse("5.8");

    private static final String NO_PROBES = "no probes: workers are watched through /proc";

    private KernelCheck() {}

    static List<Capability> lines(HostFiles files) {
        return List.of(kernel(files), btf(files), privileges(files), schedstat(files));
    }

    private static Capability kernel(HostFiles files) {
        Optional<String> text = files.read("proc/sys/kernel/osrelease");
        if (text.isEmpty()) {
            return Capability.missing(
                    "kernel", "no /proc/sys/kernel/osrelease", "nothing can be observed: mount /proc");
        }
        String found = text.get() + " " + System.getProperty("os.arch");
        return KernelRelease.parse(text.get()).isBefore(PROBES_NEED)
                ? Capability.degraded("kernel", found, NO_PROBES + "; they need Linux 5.8 or later")
                : Capability.ok("kernel", found);
    }

    private static Capability btf(HostFiles files) {
        String path = "sys/kernel/btf/vmlinux";
        return files.exists(path)
                ? Capability.ok("BTF", "/" + path)
                : Capability.missing(
                        "BTF", "no /" + path, NO_PROBES + "; they need a kernel built with CONFIG_DEBUG_INFO_BTF");
    }

    private static Capability privileges(HostFiles files) {
        Optional<ThreadStatus> status = files.read("proc/thread-self/status").map(ThreadStatus::parse);
        if (status.isEmpty()) {
            return Capability.missing("privileges", "no /proc/thread-self/status", "unknown: mount /proc");
        }
        ThreadStatus self = status.get();
        boolean admin = self.may(ThreadStatus.Capability.CAP_SYS_ADMIN);
        List<String> lacks = new ArrayList<>();
        if (!admin && !self.may(ThreadStatus.Capability.CAP_BPF)) {
            lacks.add("CAP_BPF");
        }
        if (!admin && !self.may(ThreadStatus.Capability.CAP_PERFMON)) {
            lacks.add("CAP_PERFMON");
        }
        if (!self.may(ThreadStatus.Capability.CAP_SYS_NICE)) {
            lacks.add("CAP_SYS_NICE");
        }
        return lacks.isEmpty()
                ? Capability.ok("privileges", "CAP_BPF, CAP_PERFMON, CAP_SYS_NICE")
                : Capability.degraded(
                        "privileges",
                        "without " + String.join(", ", lacks),
                        "observing needs CAP_BPF and CAP_PERFMON, pinning other users' threads CAP_SYS_NICE. Fix: run"
                                + " as root");
    }

    private static Capability schedstat(HostFiles files) {
        Optional<Schedstat> stat = files.read("proc/thread-self/schedstat").map(Schedstat::parse);
        return stat.isPresent() && stat.get().runNanos() > 0
                ? Capability.ok("schedstat", "/proc/TID/schedstat counts")
                : Capability.missing(
                        "schedstat",
                        stat.isPresent() ? "/proc/TID/schedstat is all zero" : "no /proc/TID/schedstat",
                        "without BPF, neither CPU time nor interference of workers is known; it needs a kernel built"
                                + " with CONFIG_SCHED_INFO");
    }
}
