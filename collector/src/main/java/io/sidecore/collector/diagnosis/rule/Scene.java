package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostCpu;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Vcpu;
import io.sidecore.collector.signal.host.CpuObservation;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.collector.signal.host.Spread;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** The windows, and what rules ask of them more than once: who a thread is, what CPUs there are, which one is free. */
public final class Scene {

    /** A CPU that is used less than this has room for a worker. */
    private static final double FREE = 0.5;

    private final HostWindows windows;
    private final Map<Integer, Member> threads = new HashMap<>();
    private final Map<Integer, HostCpu> cpus = new HashMap<>();
    private final Map<Integer, Spread> use = new HashMap<>();

    /**
     * A worker or vCPU of the inventory.
     *
     * @param guest whose vCPU it is, or whom it serves; absent if several or none
     */
    record Member(String name, boolean vcpu, Optional<String> guest, CpuSet cpus, int tid) {}

    public Scene(HostWindows windows) {
        this.windows = windows;
        for (Guest guest : windows.inventory().guests()) {
            for (Vcpu vcpu : guest.vcpus()) {
                String name = "vCPU " + vcpu.index() + " of " + guest.name();
                threads.put(vcpu.tid(), new Member(name, true, Optional.of(guest.name()), vcpu.cpus(), vcpu.tid()));
            }
        }
        for (HostWorker worker : windows.inventory().workers()) {
            String name = "worker " + worker.name();
            threads.put(worker.tid(), new Member(name, false, worker.guest(), worker.cpus(), worker.tid()));
        }
        windows.inventory().cpus().forEach(cpu -> cpus.put(cpu.cpu(), cpu));
    }

    HostWindows windows() {
        return windows;
    }

    /** The worker or vCPU of that number; absent if it is neither. */
    Optional<Member> thread(int tid) {
        return Optional.ofNullable(threads.get(tid));
    }

    /** Workers and vCPUs that may run on this CPU only. */
    Set<Member> pinnedTo(int cpu) {
        return threads.values().stream()
                .filter(thread -> thread.cpus().count() == 1 && thread.cpus().contains(cpu))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    Optional<HostCpu> cpu(int cpu) {
        return Optional.ofNullable(cpus.get(cpu));
    }

    /** How much of a CPU is used, over the windows. */
    Spread use(int cpu) {
        return use.computeIfAbsent(cpu, number -> windows.cpu(number, CpuObservation::use));
    }

    /** Whether the host has several NUMA nodes. */
    boolean isNuma() {
        return cpus.values().stream().mapToInt(HostCpu::node).distinct().count() > 1;
    }

    /** CPUs of some nodes as the kernel writes a list; empty if there are none. */
    String cpusOf(Set<Integer> nodes) {
        int[] list = cpus.values().stream()
                .filter(cpu -> nodes.contains(cpu.node()))
                .mapToInt(HostCpu::cpu)
                .toArray();
        return list.length == 0 ? "" : CpuSet.of(list).toString();
    }

    /** Guests that a worker serves. */
    Set<String> guestsOf(WorkerSeries series) {
        Set<String> guests = new LinkedHashSet<>();
        series.worker().guest().ifPresent(guests::add);
        series.queues().forEach(queue -> guests.add(queue.queue().guest()));
        return guests;
    }

    /** NUMA nodes of the guests that a worker serves; empty if not known. */
    Set<Integer> memoryNodes(WorkerSeries series) {
        return guestsOf(series).stream()
                .flatMap(name -> windows.inventory().guest(name).stream())
                .flatMap(guest -> guest.memoryNodes().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** A free CPU for a worker, near the memory of its guests if there is one. */
    OptionalInt freeCpu(WorkerSeries series) {
        return freeCpu(memoryNodes(series), series.usualCpu());
    }

    /**
     * A CPU with room: not isolated for others, nobody pinned to it, little used, and its core's other threads as well;
     * on one of these nodes if there is one; CPU 0, where much else ends up, only if it is clearly the best. Absent if
     * there is none, or CPUs were not counted.
     */
    OptionalInt freeCpu(Set<Integer> nodes, OptionalInt but) {
        return cpus.values().stream()
                .filter(cpu -> cpu.cpu() != but.orElse(-1) && !cpu.isolated())
                .filter(cpu -> pinnedTo(cpu.cpu()).isEmpty())
                .filter(cpu -> use(cpu.cpu()).median().orElse(1) <= FREE)
                .sorted(Comparator.comparing((HostCpu cpu) -> !nodes.isEmpty() && !nodes.contains(cpu.node()))
                        .thenComparing(cpu -> Math.round(10 * coreUse(cpu)))
                        .thenComparing(cpu -> cpu.cpu() == 0)
                        .thenComparing(HostCpu::cpu))
                .mapToInt(HostCpu::cpu)
                .findFirst();
    }

    private double coreUse(HostCpu cpu) {
        return cpu.siblings().stream()
                .mapToDouble(one -> use(one).median().orElse(1))
                .max()
                .orElse(1);
    }
}
