package io.sidecore.collector.diagnosis;

import io.sidecore.collector.host.CgroupSample;
import io.sidecore.collector.host.CpuSample;
import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.host.VcpuSample;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.host.WorkerCounts;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostCpu;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.NicQueue;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.Vcpu;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.collector.signal.host.HostObservations;
import io.sidecore.collector.signal.host.HostWindows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * A host whose threads, queues and CPUs do the same each second until a test says otherwise: rates in, samples out. Time
 * is the story's own; a window is one second.
 */
final class HostStory {

    static final long SECOND = 1_000_000_000L;

    private final List<HostCpu> hostCpus = new ArrayList<>();
    private final Map<String, Guest> guests = new LinkedHashMap<>();
    private final Map<String, HostWorker> workers = new LinkedHashMap<>();
    private final Map<String, Virtqueue> virtqueues = new LinkedHashMap<>();
    private final List<NicQueue> nics = new ArrayList<>();
    private final Map<Integer, ThreadRates> threads = new LinkedHashMap<>();
    private final Map<String, QueueRates> queues = new LinkedHashMap<>();
    private final Map<Integer, VcpuRates> vcpus = new LinkedHashMap<>();
    private final Map<String, OwnRates> own = new LinkedHashMap<>();
    private final Map<String, CgroupRates> cgroups = new LinkedHashMap<>();
    private final Map<Integer, CpuRates> cpuRates = new LinkedHashMap<>();
    final List<Gap> gaps = new ArrayList<>();
    private final List<HostSample> samples = new ArrayList<>();
    private long now = SECOND;

    /** A host of so many CPUs, each a core of its own, on one node. */
    HostStory(int cpus) {
        this(cpus, 1, 1);
    }

    /** CPU c is of core c / threads, and cores are split evenly over nodes, in order. */
    HostStory(int cpus, int threadsPerCore, int nodes) {
        for (int cpu = 0; cpu < cpus; cpu++) {
            int first = cpu / threadsPerCore * threadsPerCore;
            CpuSet core = CpuSet.parse(first + "-" + (first + threadsPerCore - 1));
            hostCpus.add(new HostCpu(cpu, cpu * nodes / cpus, core, false));
            cpuRates.put(cpu, new CpuRates());
        }
    }

    /** A guest with so many vCPUs, which have threads PID+1 and so on, and may run anywhere. */
    HostStory guest(String name, int pid, int vcpuCount) {
        List<Vcpu> list = new ArrayList<>();
        for (int i = 0; i < vcpuCount; i++) {
            list.add(new Vcpu(i, pid + 1 + i, 100, allCpus()));
            threads.put(pid + 1 + i, new ThreadRates());
            vcpus.put(pid + 1 + i, new VcpuRates(name));
        }
        String scope = "/machine.slice/machine-qemu\\x2d" + pid + "\\x2d" + name + ".scope";
        guests.put(
                name,
                new Guest(name, pid, 100, "qemu-system-x86_64", Optional.of(scope), List.of(), List.copyOf(list)));
        return this;
    }

    HostStory guest(String name, UnaryOperator<Guest> change) {
        guests.computeIfPresent(name, (key, guest) -> change.apply(guest));
        return this;
    }

    /** Pins a vCPU. */
    HostStory pinVcpu(String guest, int index, int cpu) {
        return guest(guest, old -> {
            List<Vcpu> list = new ArrayList<>(old.vcpus());
            Vcpu was = list.get(index);
            list.set(index, new Vcpu(index, was.tid(), was.startedTicks(), CpuSet.of(cpu)));
            return new Guest(
                    old.name(), old.pid(), old.startedTicks(), old.program(), old.cgroup(), old.memoryNodes(), list);
        });
    }

    HostStory memoryOn(String guest, Integer... nodes) {
        return guest(
                guest,
                old -> new Guest(
                        old.name(),
                        old.pid(),
                        old.startedTicks(),
                        old.program(),
                        old.cgroup(),
                        List.of(nodes),
                        old.vcpus()));
    }

    /** A worker that may run anywhere, with its rx0 and tx0 if it is kernel vhost. */
    HostStory worker(String name, HostWorker.Kind kind, int tid, String guest) {
        Optional<String> owner = guest.isEmpty() ? Optional.empty() : Optional.of(guest);
        int pid = owner.map(guests::get).map(Guest::pid).orElse(tid);
        Optional<String> cgroup = owner.map(guests::get).flatMap(Guest::cgroup);
        workers.put(name, new HostWorker(name, kind, tid, pid, 100, owner, allCpus(), cgroup, Optional.empty()));
        threads.put(tid, new ThreadRates());
        return this;
    }

    /** A kernel vhost worker and its two queues. */
    HostStory vhost(String name, int tid, String guest) {
        worker(name, HostWorker.Kind.VHOST_TASK, tid, guest);
        String device = name.substring(name.indexOf('/') + 1);
        queue(guest, device, "rx0", name);
        return queue(guest, device, "tx0", name);
    }

    HostStory queue(String guest, String device, String label, String worker) {
        String name = guest + "/" + device + "/" + label;
        virtqueues.put(
                name,
                new Virtqueue(
                        name,
                        guest,
                        device,
                        label,
                        Optional.of(worker),
                        OptionalInt.of(256),
                        OptionalLong.of(0),
                        OptionalInt.empty(),
                        OptionalInt.empty()));
        queues.put(name, new QueueRates());
        return this;
    }

    HostStory worker(String name, UnaryOperator<HostWorker> change) {
        workers.computeIfPresent(name, (key, worker) -> change.apply(worker));
        return this;
    }

    HostStory pin(String name, String cpus) {
        return worker(
                name,
                old -> new HostWorker(
                        old.name(),
                        old.kind(),
                        old.tid(),
                        old.pid(),
                        old.startedTicks(),
                        old.guest(),
                        CpuSet.parse(cpus),
                        old.cgroup(),
                        old.mode()));
    }

    HostStory mode(String name, PollMode mode) {
        return worker(
                name,
                old -> new HostWorker(
                        old.name(),
                        old.kind(),
                        old.tid(),
                        old.pid(),
                        old.startedTicks(),
                        old.guest(),
                        old.cpus(),
                        old.cgroup(),
                        Optional.of(mode)));
    }

    HostStory nic(String nic, int irq, int cpu, int node) {
        nics.add(new NicQueue(nic, irq, CpuSet.of(cpu), OptionalInt.of(node)));
        return this;
    }

    ThreadRates thread(int tid) {
        return threads.computeIfAbsent(tid, id -> new ThreadRates());
    }

    QueueRates queue(String name) {
        return queues.computeIfAbsent(name, id -> new QueueRates());
    }

    VcpuRates vcpu(int tid) {
        return vcpus.computeIfAbsent(tid, id -> new VcpuRates("?"));
    }

    OwnRates own(String worker, WorkerCounts.Unit unit) {
        return own.computeIfAbsent(worker, id -> new OwnRates(unit));
    }

    CgroupRates cgroup(String path) {
        return cgroups.computeIfAbsent(path, id -> new CgroupRates());
    }

    CpuRates cpu(int cpu) {
        return cpuRates.computeIfAbsent(cpu, id -> new CpuRates());
    }

    String scopeOf(String guest) {
        return Optional.ofNullable(guests.get(guest)).flatMap(Guest::cgroup).orElseThrow();
    }

    /** Forgets what BPF would have told: sums of /proc/TID/schedstat are left. */
    HostStory withoutBpf() {
        threads.values().forEach(ThreadRates::schedstatOnly);
        queues.replaceAll((name, rates) -> new QueueRates().uncounted());
        vcpus.values().forEach(VcpuRates::uncounted);
        return this;
    }

    private CpuSet allCpus() {
        return CpuSet.parse("0-" + (hostCpus.size() - 1));
    }

    /** The sample at this moment. */
    HostSample sample() {
        Inventory inventory = new Inventory(
                hostCpus,
                List.copyOf(guests.values()),
                List.copyOf(workers.values()),
                List.copyOf(virtqueues.values()),
                nics,
                List.of());
        List<ThreadSample> threadSamples = new ArrayList<>();
        threads.forEach((tid, rates) -> threadSamples.add(rates.sample(tid)));
        List<VirtqueueSample> queueSamples = new ArrayList<>();
        queues.forEach((name, rates) -> queueSamples.add(rates.sample(name)));
        List<VcpuSample> vcpuSamples = new ArrayList<>();
        vcpus.forEach((tid, rates) -> vcpuSamples.add(rates.sample(tid)));
        List<WorkerCounts> counts = new ArrayList<>();
        own.forEach((name, rates) -> counts.add(rates.sample(name)));
        List<CgroupSample> cgroupSamples = new ArrayList<>();
        cgroups.forEach((path, rates) -> cgroupSamples.add(rates.sample(path)));
        List<CpuSample> cpus = new ArrayList<>();
        cpuRates.forEach((cpu, rates) -> cpus.add(rates.sample(cpu)));
        return new HostSample(
                now,
                now / 1_000_000,
                inventory,
                threadSamples,
                counts,
                queueSamples,
                vcpuSamples,
                List.of(),
                cgroupSamples,
                cpus,
                gaps);
    }

    /** A second goes by. */
    HostStory second() {
        now += SECOND;
        threads.values().forEach(ThreadRates::second);
        queues.values().forEach(QueueRates::second);
        vcpus.values().forEach(VcpuRates::second);
        own.values().forEach(OwnRates::second);
        cgroups.values().forEach(CgroupRates::second);
        cpuRates.values().forEach(CpuRates::second);
        return this;
    }

    /** So many seconds, each a window. */
    HostStory goesOn(int windows) {
        if (samples.isEmpty()) {
            samples.add(sample());
        }
        for (int i = 0; i < windows; i++) {
            second();
            samples.add(sample());
        }
        return this;
    }

    HostWindows windows() {
        List<HostObservation> windows = new ArrayList<>();
        for (int i = 1; i < samples.size(); i++) {
            windows.add(HostObservations.between(samples.get(i - 1), samples.get(i)));
        }
        return HostWindows.of(windows);
    }

    /** What so many windows more say, with those before. */
    Diagnosis diagnose(int windows) {
        return Diagnosis.of(goesOn(windows).windows());
    }
}
