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
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Finds guests among processes, with their names, virtual CPUs and memory. */
final class GuestScan {

    private static final Comparator<HostProcess> OLDEST_FIRST = Comparator.comparingLong(
                    (HostProcess process) -> process.stat().startedTicks())
            .thenComparingInt(HostProcess::pid);

    private final ThreadFiles threads;
    private final LibvirtNames libvirt;
    private final ThreadRoles roles;
    private final GuestMemory memory;
    private final GuestNames names = new GuestNames();

    GuestScan(ThreadFiles threads, LibvirtNames libvirt, ThreadRoles roles, GuestMemory memory) {
        this.threads = threads;
        this.libvirt = libvirt;
        this.roles = roles;
        this.memory = memory;
    }

    /**
     * Guests, the oldest first.
     *
     * @param vcpuByTid what KVM's probe saw run: a virtual CPU's number by its thread; empty if it does not run
     * @param hostNodes how many NUMA nodes the host has
     */
    List<FoundGuest> guests(List<HostProcess> processes, Map<Integer, Integer> vcpuByTid, int hostNodes, Gaps gaps) {
        List<HostProcess> owners = processes.stream()
                .filter(HostProcess::isOfInterest)
                .sorted(OLDEST_FIRST)
                .toList();
        Set<HostProcess.Id> present = owners.stream().map(HostProcess::id).collect(Collectors.toSet());
        names.keepOnly(present);
        roles.beginScan(present, vcpuByTid);
        memory.beginScan(present);
        libvirt.beginScan();
        List<FoundGuest> guests = new ArrayList<>();
        for (HostProcess owner : owners) {
            guest(owner, hostNodes, gaps).ifPresent(guests::add);
        }
        return guests;
    }

    private Optional<FoundGuest> guest(HostProcess process, int hostNodes, Gaps gaps) {
        List<ThreadStat> tasks = threads.of(process.pid());
        CommandLine line = CommandLine.read(threads.files(), process.pid());
        if (tasks.isEmpty() || !isGuest(process, line)) {
            return Optional.empty();
        }
        String program = program(process, line);
        Optional<QemuCommandLine> qemu =
                isQemu(process, program) ? Optional.of(new QemuCommandLine(line)) : Optional.empty();
        String name = name(process, qemu, program, gaps);
        GuestThreads own = roles.of(process, name, qemu, tasks, gaps);
        Guest guest = new Guest(
                name,
                process.pid(),
                process.stat().startedTicks(),
                program,
                threads.cgroup(process.pid()),
                memory.nodes(process, name, hostNodes, gaps),
                vcpus(tasks, own.vcpus()));
        return Optional.of(new FoundGuest(process, line, guest, tasks, own.ioThreads()));
    }

    /** A QEMU without KVM, too, unless libvirt only asks it what it can do. */
    private static boolean isGuest(HostProcess process, CommandLine line) {
        boolean owns = process.devices().ownsVm() || !process.devices().vhost().isEmpty();
        return owns || (line.arguments().size() > 2 && !new QemuCommandLine(line).hasNoMachine());
    }

    private static boolean isQemu(HostProcess process, String program) {
        return process.isQemu() || program.startsWith("qemu-") || program.equals("kvm");
    }

    /** A name that was given stays; to ask for it again would be in vain. */
    private String name(HostProcess process, Optional<QemuCommandLine> qemu, String program, Gaps gaps) {
        return names.known(process.id())
                .orElseGet(() -> names.name(
                        process.id(),
                        qemu.flatMap(it -> libvirt.name(process.pid(), it, gaps).or(it::name)),
                        program));
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

    private List<Vcpu> vcpus(List<ThreadStat> tasks, SortedMap<Integer, Integer> tids) {
        Map<Integer, Long> started =
                tasks.stream().collect(Collectors.toMap(ThreadStat::tid, ThreadStat::startedTicks, (a, b) -> a));
        List<Vcpu> vcpus = new ArrayList<>();
        tids.forEach((index, tid) -> Optional.ofNullable(started.get(tid))
                .ifPresent(ticks -> threads.cpus(tid).ifPresent(cpus -> vcpus.add(new Vcpu(index, tid, ticks, cpus)))));
        return vcpus;
    }
}
