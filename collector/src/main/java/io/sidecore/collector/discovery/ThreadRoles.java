package io.sidecore.collector.discovery;

import io.sidecore.collector.libvirt.LibvirtDomain;
import io.sidecore.collector.proc.ThreadStat;
import io.sidecore.collector.qmp.QemuCommandLine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Finds out what a guest's threads do. In this order, until it is known: by what libvirt keeps in its files; by the
 * threads' names; by QMP, where libvirt does not hold QEMU's monitor; by which threads KVM was seen to run. QMP comes after
 * the names, because to ask over QMP keeps others from it.
 */
final class ThreadRoles {

    private final LibvirtNames libvirt;
    private final QemuMonitors monitors;
    private Map<Integer, Integer> vcpuByTid = Map.of();

    ThreadRoles(LibvirtNames libvirt, QemuMonitors monitors) {
        this.libvirt = libvirt;
        this.monitors = monitors;
    }

    void beginScan(Set<HostProcess.Id> present, Map<Integer, Integer> vcpusSeen) {
        monitors.beginScan(present);
        vcpuByTid = vcpusSeen;
    }

    GuestThreads of(
            HostProcess process, String guest, Optional<QemuCommandLine> qemu, List<ThreadStat> tasks, Gaps gaps) {
        GuestThreads named = GuestThreads.byName(tasks, qemu.isPresent());
        Optional<LibvirtDomain> domain = qemu.flatMap(line -> libvirt.domain(process.pid(), line));
        GuestThreads known = domain.filter(it -> areThreads(it.vcpus(), tasks))
                .map(it -> new GuestThreads(it.vcpus(), named.ioThreads()))
                .orElse(named);
        int wanted = process.devices().vcpus();
        if (known.areAllFound(wanted) || (qemu.isEmpty() && !process.devices().ownsVm())) {
            return known;
        }
        Optional<GuestThreads> answered =
                qemu.isPresent() && domain.isEmpty() && !qemu.get().isLibvirts()
                        ? monitors.ask(process, qemu.get().monitors(), tasks)
                        : Optional.empty();
        GuestThreads best = answered.orElseGet(() -> withThoseSeen(known, tasks));
        if (best.vcpus().size() < wanted || best.vcpus().isEmpty()) {
            gaps.addOf("vCPU threads", guest, whyNot(process, qemu));
        }
        return best;
    }

    private String whyNot(HostProcess process, Optional<QemuCommandLine> qemu) {
        return qemu.isEmpty()
                ? "its program gives its threads no names that are known here, and KVM was not seen to run them all"
                : monitors.whyNot(process.id())
                        .orElse("its threads have no names: start QEMU with -name NAME,debug-threads=on");
    }

    private GuestThreads withThoseSeen(GuestThreads known, List<ThreadStat> tasks) {
        SortedMap<Integer, Integer> seen = VcpuThreads.byKvm(tasks, vcpuByTid);
        return seen.size() > known.vcpus().size() ? new GuestThreads(seen, known.ioThreads()) : known;
    }

    private static boolean areThreads(Map<Integer, Integer> vcpus, List<ThreadStat> tasks) {
        return !vcpus.isEmpty()
                && vcpus.values().stream().allMatch(tid -> tasks.stream().anyMatch(task -> task.tid() == tid));
    }
}
