package io.sidecore.tuner.diagnose;

import io.sidecore.collector.host.CpuSample;
import io.sidecore.collector.host.ExitCount;
import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.collector.host.Interferer;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.host.VcpuSample;
import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.host.VirtqueueCounters;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostCpu;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.Vcpu;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.collector.signal.host.HostObservations;
import io.sidecore.collector.signal.host.HostWindows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A host of guests with one kernel vhost worker each, of which the first is overloaded, the second preempted, and the
 * others do little. A sample is what it is at a time, given in seconds; counters grow evenly.
 *
 * @param guests how many
 * @param pairs queue pairs of each guest's device
 * @param loop name of the thread that preempts the second worker
 * @param healthy whether the first two do as little as the others
 */
public record SampleHost(int guests, int pairs, String loop, boolean healthy) {

    private static final int CPUS = 8;
    private static final long SECOND = 1_000_000_000L;

    /** Troubled, with room for everybody in a picture. */
    public static final SampleHost TROUBLED = new SampleHost(5, 1, "stress-ng", false);

    /** Nothing wrong. */
    public static final SampleHost HEALTHY = new SampleHost(3, 1, "stress-ng", true);

    public HostSample at(int seconds) {
        List<ThreadSample> threads = new ArrayList<>();
        List<VirtqueueSample> queues = new ArrayList<>();
        List<VcpuSample> vcpus = new ArrayList<>();
        for (int i = 0; i < guests; i++) {
            threads.add(worker(i, seconds));
            threads.add(thread(vcpuTid(i), seconds * SECOND / 3, seconds * SECOND / 1000, 400L * seconds, List.of()));
            vcpus.add(vcpu(i, seconds));
            for (int pair = 0; pair < pairs; pair++) {
                queues.add(queue(i, "rx" + pair, seconds));
                queues.add(queue(i, "tx" + pair, seconds));
            }
        }
        List<CpuSample> cpus = new ArrayList<>();
        for (int cpu = 0; cpu < CPUS; cpu++) {
            long busy = seconds * (healthy || cpu > 2 || cpu == 0 ? 20L : 98L);
            cpus.add(new CpuSample(cpu, busy, 0, 100L * seconds - busy, 0, 0, 0, 0));
        }
        return new HostSample(
                (seconds + 1) * SECOND,
                1_700_000_000_000L + 1000L * seconds,
                inventory(),
                threads,
                List.of(),
                queues,
                vcpus,
                List.of(),
                List.of(),
                cpus,
                List.of(new Gap("busy-poll time of vhost", "vhost_net_busy_poll is not in this kernel's BTF")));
    }

    /** Samples from 0 s on, one a second, then no more. */
    public HostSampleSource source(int samples) {
        return new HostSampleSource() {
            private int next;

            @Override
            public Optional<HostSample> next() {
                return next < samples ? Optional.of(at(next++)) : Optional.empty();
            }

            @Override
            public void close() {}
        };
    }

    public HostWindows windows(int count) {
        List<HostObservation> windows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            windows.add(HostObservations.between(at(i), at(i + 1)));
        }
        return HostWindows.of(windows);
    }

    private static String guest(int i) {
        return "vm" + (i + 1);
    }

    private static int vcpuTid(int i) {
        return 4001 + 10 * i;
    }

    private static int workerTid(int i) {
        return 4005 + 10 * i;
    }

    private Inventory inventory() {
        List<HostCpu> cpus = new ArrayList<>();
        for (int cpu = 0; cpu < CPUS; cpu++) {
            cpus.add(new HostCpu(cpu, 0, CpuSet.of(cpu), false));
        }
        List<Guest> all = new ArrayList<>();
        List<HostWorker> workers = new ArrayList<>();
        List<Virtqueue> queues = new ArrayList<>();
        for (int i = 0; i < guests; i++) {
            int pid = 4000 + 10 * i;
            Vcpu vcpu = new Vcpu(0, vcpuTid(i), 9, CpuSet.parse("0-7"));
            all.add(new Guest(guest(i), pid, 9, "qemu-system-x86_64", Optional.empty(), List.of(), List.of(vcpu)));
            String name = guest(i) + "/net0";
            workers.add(new HostWorker(
                    name,
                    HostWorker.Kind.VHOST_TASK,
                    workerTid(i),
                    pid,
                    9,
                    Optional.of(guest(i)),
                    CpuSet.parse(i < 2 ? String.valueOf(i + 1) : "0-7"),
                    Optional.empty(),
                    Optional.empty()));
            for (int pair = 0; pair < pairs; pair++) {
                queues.add(virtqueue(i, "rx" + pair, name));
                queues.add(virtqueue(i, "tx" + pair, name));
            }
        }
        return new Inventory(cpus, all, workers, queues, List.of(), List.of());
    }

    private static Virtqueue virtqueue(int i, String label, String worker) {
        return new Virtqueue(
                worker + "/" + label,
                guest(i),
                "net0",
                label,
                Optional.of(worker),
                OptionalInt.of(256),
                OptionalLong.of(0),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    private boolean overloaded(int i) {
        return i == 0 && !healthy;
    }

    private boolean preempted(int i) {
        return i == 1 && !healthy;
    }

    private ThreadSample worker(int i, int seconds) {
        if (overloaded(i)) {
            return thread(workerTid(i), seconds * SECOND * 97 / 100, seconds * SECOND / 100, 40L * seconds, List.of());
        }
        if (preempted(i)) {
            Interferer hog = new Interferer(9999, 9998, loop, seconds * SECOND * 6 / 10);
            return thread(
                    workerTid(i), seconds * SECOND * 35 / 100, seconds * SECOND * 6 / 10, 300L * seconds, List.of(hog));
        }
        return thread(workerTid(i), seconds * SECOND / (4 + i), seconds * SECOND / 200, 9000L * seconds, List.of());
    }

    private static ThreadSample thread(int tid, long run, long delay, long slices, List<Interferer> instead) {
        long[] waits = new long[40];
        waits[slices == 0 ? 0 : 63 - Long.numberOfLeadingZeros(Math.max(1, delay / slices))] = slices;
        ThreadTimes times = new ThreadTimes(
                ThreadTimes.Source.BPF,
                run,
                delay,
                slices,
                OptionalLong.of(slices / 2),
                OptionalLong.of(slices / 2),
                Optional.of(Histogram.of(waits)));
        return new ThreadSample(
                tid, 9, times, OptionalLong.of(run / 50), instead, OptionalLong.of(0), OptionalInt.empty());
    }

    private VirtqueueSample queue(int i, String label, int seconds) {
        boolean tx = label.startsWith("tx");
        boolean busy = tx && overloaded(i);
        long turns = seconds * (busy ? 3600L : preempted(i) ? 1500L : tx ? 6000L : 40L) / pairs;
        long[] delay = new long[36];
        int middle = busy ? 21 : preempted(i) ? 20 : 12;
        for (int t = 0; t < seconds; t++) {
            int drift = (t * 7 + i) % 3 - 1;
            long each = turns / Math.max(1, seconds);
            delay[middle + drift] += each * 6 / 10;
            delay[middle + drift - 1] += each * 3 / 10;
            delay[middle + drift + 1] += each / 10;
            delay[middle + drift + 2] += each / 60;
        }
        return new VirtqueueSample(
                guest(i) + "/net0/" + label,
                1,
                VirtqueueCounters.none()
                        .with(VirtqueueCounter.KICKS, busy ? 20L * seconds : turns)
                        .with(VirtqueueCounter.CALLS, turns)
                        .with(VirtqueueCounter.RUNS, turns)
                        .with(VirtqueueCounter.LIMITED, busy ? turns * 9 / 10 : 0)
                        .with(
                                VirtqueueCounter.BUSY_NANOS,
                                seconds * SECOND * (busy ? 90 : preempted(i) && tx ? 88 : tx ? 12 : 1) / 100 / pairs)
                        .with(VirtqueueCounter.DROPS, 0),
                Optional.of(Histogram.of(delay)));
    }

    private static VcpuSample vcpu(int i, int seconds) {
        List<ExitCount> reasons = List.of(
                new ExitCount("NPF", (6000L + 900L * i) * seconds, seconds * SECOND * 3 / 100),
                new ExitCount("HLT", 2500L * seconds, seconds * SECOND / 2),
                new ExitCount("MSR", 1800L * seconds, seconds * SECOND / 100),
                new ExitCount("INTR", 300L * seconds, seconds * SECOND / 500));
        OptionalLong none = OptionalLong.empty();
        return new VcpuSample(
                vcpuTid(i),
                1,
                guest(i),
                OptionalLong.of(reasons.stream().mapToLong(ExitCount::count).sum()),
                none,
                reasons,
                none,
                OptionalLong.of(6000L * seconds),
                none,
                none,
                none,
                none,
                none,
                none);
    }
}
