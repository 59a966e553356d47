package io.sidecore.collector.discovery;

import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.Vcpu;
import io.sidecore.collector.proc.CommandLine;
import io.sidecore.collector.proc.ThreadStat;
import io.sidecore.collector.qmp.QemuCommandLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Finds guests among processes, with their names and virtual CPUs. */
final class GuestScan {

    private static final Comparator<HostProcess> OLDEST_FIRST = Comparator.comparingLong(
                    (HostProcess process) -> process.stat().startedTicks())
            .thenComparingInt(HostProcess::pid);

    private final ThreadFiles threads;
    private final GuestNames names = new GuestNames();

    GuestScan(ThreadFiles threads) {
        this.threads = threads;
    }

    /**
     * Guests, the oldest first.
     *
     * @param vcpuByTid what KVM's probe saw run: a virtual CPU's number by its thread; empty if it does not run
     */
    List<FoundGuest> guests(List<HostProcess> processes, Map<Integer, Integer> vcpuByTid, Gaps gaps) {
        List<HostProcess> owners = processes.stream()
                .filter(HostProcess::isOfInterest)
                .sorted(OLDEST_FIRST)
                .toList();
        names.keepOnly(owners.stream().map(HostProcess::id).collect(Collectors.toSet()));
        List<FoundGuest> guests = new ArrayList<>();
        for (HostProcess owner : owners) {
            guest(owner, vcpuByTid, gaps).ifPresent(guests::add);
        }
        return guests;
    }

    private Optional<FoundGuest> guest(HostProcess process, Map<Integer, Integer> vcpuByTid, Gaps gaps) {
        List<ThreadStat> tasks = threads.of(process.pid());
        CommandLine line = CommandLine.read(threads.files(), process.pid());
        QemuCommandLine qemu = new QemuCommandLine(line);
        boolean owns = process.devices().ownsVm() || !process.devices().vhost().isEmpty();
        if (tasks.isEmpty() || (!owns && (line.arguments().isEmpty() || qemu.hasNoMachine()))) {
            return Optional.empty();
        }
        String program = program(process, line);
        Guest guest = new Guest(
                names.name(process.id(), isQemu(process, program) ? qemu.name() : Optional.empty(), program),
                process.pid(),
                process.stat().startedTicks(),
                program,
                threads.cgroup(process.pid()),
                List.of(),
                vcpus(tasks, vcpuByTid));
        return Optional.of(new FoundGuest(process, line, guest, tasks));
    }

    private static boolean isQemu(HostProcess process, String program) {
        return process.isQemu() || program.startsWith("qemu-") || program.equals("kvm");
    }

    private String program(HostProcess process, CommandLine line) {
        String path = threads.files()
                .link(process.directory() + "/exe")
                .map(link -> link.replaceFirst(" \\(deleted\\)$", ""))
                .or(() -> line.arguments().stream().findFirst())
                .orElse("");
        String name = GuestNames.harmless(path.substring(path.lastIndexOf('/') + 1));
        return name.isEmpty() ? GuestNames.harmless(process.stat().comm()) : name;
    }

    private List<Vcpu> vcpus(List<ThreadStat> tasks, Map<Integer, Integer> vcpuByTid) {
        SortedMap<Integer, Integer> tids = VcpuThreads.byName(tasks);
        if (tids.isEmpty()) {
            tids = VcpuThreads.byKvm(tasks, vcpuByTid);
        }
        Map<Integer, Long> started =
                tasks.stream().collect(Collectors.toMap(ThreadStat::tid, ThreadStat::startedTicks, (a, b) -> a));
        List<Vcpu> vcpus = new ArrayList<>();
        tids.forEach((index, tid) -> Optional.ofNullable(started.get(tid))
                .ifPresent(ticks -> threads.cpus(tid).ifPresent(cpus -> vcpus.add(new Vcpu(index, tid, ticks, cpus)))));
        return vcpus;
    }
}
