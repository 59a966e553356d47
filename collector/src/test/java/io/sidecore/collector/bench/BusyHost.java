package io.sidecore.collector.bench;

import io.sidecore.collector.host.CgroupSample;
import io.sidecore.collector.host.CpuSample;
import io.sidecore.collector.host.ExitCount;
import io.sidecore.collector.host.GuestSample;
import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.Interferer;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.host.VcpuSample;
import io.sidecore.collector.host.VirtqueueCounters;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostCpu;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.Vcpu;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.ThreadTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * A hypervisor host at 1 Hz: guests of two vCPUs and two queue pairs each on vhost workers, at most 128 of these, with all
 * that the probes count. Seeded.
 */
final class BusyHost {

    private static final int QUEUES_PER_GUEST = 4;
    private static final int VCPUS = 2;
    private static final int SLOTS = 32;

    private final SplittableRandom random = new SplittableRandom(1);
    private final int queues;
    private final int guests;
    private final int workers;
    private final double busyShare;
    private final long[][] counters; // for each queue, vCPU, worker: a row of them
    private final Inventory inventory;
    private long seconds;

    /** A host with so many virtqueues, of which a share does something each second. */
    BusyHost(int queues, double busyShare) {
        this.queues = queues;
        this.busyShare = busyShare;
        guests = queues / QUEUES_PER_GUEST;
        workers = Math.min(guests, 128);
        counters = new long[queues + guests * VCPUS + workers][64];
        inventory = inventory();
    }

    int queues() {
        return queues;
    }

    HostSample next() {
        seconds++;
        for (int i = 0; i < counters.length; i++) {
            if (random.nextDouble() < busyShare) {
                advance(counters[i], i >= queues);
            }
        }
        return new HostSample(
                5_000_000_000_000L + seconds * 1_000_000_000 + random.nextInt(200_000),
                1_700_000_000_000L + seconds * 1000,
                inventory,
                threads(),
                List.of(),
                queueSamples(),
                vcpuSamples(),
                guestSamples(),
                cgroups(),
                cpus(),
                List.of());
    }

    /** Kicks, calls and packets in the thousands, times in the hundreds of ms, and a delay for each kick. */
    private void advance(long[] row, boolean thread) {
        for (int i = 0; i < 16; i++) {
            row[i] += random.nextInt(i % 3 == 0 ? 400_000_000 : 20_000);
        }
        for (int slot = 10; slot < (thread ? 16 : 20); slot++) {
            row[16 + slot] += random.nextInt(3_000) >> Math.abs(slot - 14);
        }
    }

    private List<ThreadSample> threads() {
        List<ThreadSample> threads = new ArrayList<>();
        for (int i = queues; i < counters.length; i++) {
            long[] row = counters[i];
            threads.add(new ThreadSample(
                    10_000 + i,
                    123_456 + i,
                    new ThreadTimes(
                            ThreadTimes.Source.BPF,
                            row[0],
                            row[3],
                            row[1],
                            OptionalLong.of(row[2]),
                            OptionalLong.of(row[4]),
                            Optional.of(histogram(row))),
                    OptionalLong.of(row[6]),
                    List.of(
                            new Interferer(0, 0, "swapper", row[9]),
                            new Interferer(9_000 + i, 9_000, "CPU 0/KVM", row[12]),
                            new Interferer(77, 77, "ksoftirqd/3", row[15])),
                    OptionalLong.of(row[5]),
                    OptionalInt.of(i % 64)));
        }
        return threads;
    }

    private List<VirtqueueSample> queueSamples() {
        List<VirtqueueSample> samples = new ArrayList<>();
        for (int i = 0; i < queues; i++) {
            long[] row = counters[i];
            samples.add(new VirtqueueSample(
                    inventory.queues().get(i).name(),
                    1,
                    VirtqueueCounters.of(
                            row[1],
                            row[2],
                            row[4],
                            row[5],
                            row[7],
                            row[8],
                            row[0],
                            VirtqueueCounters.ABSENT,
                            VirtqueueCounters.ABSENT),
                    Optional.of(histogram(row))));
        }
        return samples;
    }

    private List<VcpuSample> vcpuSamples() {
        List<VcpuSample> samples = new ArrayList<>();
        for (int i = 0; i < guests * VCPUS; i++) {
            long[] row = counters[queues + i];
            samples.add(new VcpuSample(
                    10_000 + queues + i,
                    1,
                    "vm" + i / VCPUS,
                    OptionalLong.of(row[1]),
                    OptionalLong.of(row[3]),
                    List.of(
                            new ExitCount("NPF", row[2], row[6]),
                            new ExitCount("HLT", row[4], row[9]),
                            new ExitCount("MSR", row[5], row[12]),
                            new ExitCount("INTR", row[7], row[15])),
                    OptionalLong.of(row[8]),
                    OptionalLong.of(row[10]),
                    OptionalLong.of(row[11]),
                    OptionalLong.of(row[13]),
                    OptionalLong.of(row[14]),
                    OptionalLong.of(row[0]),
                    OptionalLong.of(row[2]),
                    OptionalLong.of(row[3])));
        }
        return samples;
    }

    private List<GuestSample> guestSamples() {
        List<GuestSample> samples = new ArrayList<>();
        for (int i = 0; i < guests; i++) {
            samples.add(new GuestSample("vm" + i, 1, OptionalLong.of(counters[QUEUES_PER_GUEST * i][4])));
        }
        return samples;
    }

    private List<CgroupSample> cgroups() {
        List<CgroupSample> samples = new ArrayList<>();
        for (int i = 0; i < guests; i++) {
            long[] row = counters[QUEUES_PER_GUEST * i];
            samples.add(new CgroupSample(
                    "/machine.slice/vm" + i,
                    OptionalLong.of(row[0] / 1000),
                    OptionalLong.of(seconds * 10),
                    OptionalLong.of(row[1] / 1000),
                    OptionalLong.of(row[2]),
                    OptionalLong.empty(),
                    OptionalLong.of(100_000)));
        }
        return samples;
    }

    private List<CpuSample> cpus() {
        List<CpuSample> samples = new ArrayList<>();
        for (HostCpu cpu : inventory.cpus()) {
            long ticks = 100 * seconds;
            samples.add(new CpuSample(cpu.cpu(), ticks / 2, ticks / 4, ticks / 5, 3, ticks / 20, 0, ticks / 3));
        }
        return samples;
    }

    private Histogram histogram(long[] row) {
        long[] slots = new long[SLOTS];
        System.arraycopy(row, 16, slots, 0, SLOTS);
        return Histogram.of(slots);
    }

    private Inventory inventory() {
        List<HostCpu> cpus = new ArrayList<>();
        for (int cpu = 0; cpu < Math.max(16, workers); cpu++) {
            cpus.add(new HostCpu(cpu, cpu / 16, CpuSet.of(cpu, cpu ^ 1), false));
        }
        CpuSet all = CpuSet.parse("0-" + (cpus.size() - 1));
        List<Guest> vms = new ArrayList<>();
        List<Virtqueue> rings = new ArrayList<>();
        for (int vm = 0; vm < guests; vm++) {
            vms.add(guest(vm, all));
            for (int queue = 0; queue < QUEUES_PER_GUEST; queue++) {
                rings.add(queue(vm, queue));
            }
        }
        List<HostWorker> threads = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            threads.add(new HostWorker(
                    "vm" + worker + "/net0",
                    HostWorker.Kind.VHOST_TASK,
                    10_000 + queues + guests * VCPUS + worker,
                    5_000 + worker,
                    123_456,
                    Optional.of("vm" + worker),
                    all,
                    Optional.of("/machine.slice/vm" + worker),
                    Optional.of(PollMode.SLEEP)));
        }
        return new Inventory(cpus, vms, threads, rings, List.of(), List.of());
    }

    private Guest guest(int vm, CpuSet all) {
        List<Vcpu> vcpus = new ArrayList<>();
        for (int index = 0; index < VCPUS; index++) {
            vcpus.add(new Vcpu(index, 10_000 + queues + VCPUS * vm + index, 123_456, all));
        }
        return new Guest(
                "vm" + vm,
                5_000 + vm,
                123_400,
                "qemu-system-x86_64",
                Optional.of("/machine.slice/vm" + vm),
                List.of(vm % 8),
                vcpus);
    }

    private Virtqueue queue(int vm, int queue) {
        String label = (queue % 2 == 0 ? "rx" : "tx") + queue / 2;
        return new Virtqueue(
                "vm" + vm + "/net0/" + label,
                "vm" + vm,
                "net0",
                label,
                Optional.of("vm" + vm % workers + "/net0"),
                OptionalInt.of(256),
                OptionalLong.of(0),
                OptionalInt.of(1000 + QUEUES_PER_GUEST * vm + queue),
                OptionalInt.of(50_000 + QUEUES_PER_GUEST * vm + queue));
    }
}
