package io.sidecore.collector.signal.host;

import io.sidecore.collector.host.CgroupSample;
import io.sidecore.collector.host.CpuSample;
import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.Virtqueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes observations of samples of a host.
 *
 * <p>Only what is in both samples as the same thing (start of the thread, generation of the counters) is observed: what
 * came or went between the two is left out of the window and named. A number over part of a window would look like a
 * small load. A counter that went back makes its own value absent.
 */
public final class HostObservations {

    private HostObservations() {}

    /**
     * What two samples imply.
     *
     * @throws IllegalArgumentException if {@code newer} is not newer
     */
    public static HostObservation between(HostSample older, HostSample newer) {
        long elapsed = newer.atNanos() - older.atNanos();
        if (elapsed <= 0) {
            throw new IllegalArgumentException(
                    "the newer sample is at " + newer.atNanos() + " ns, and the older at " + older.atNanos() + " ns");
        }
        List<String> leftOut = new ArrayList<>();
        Threads threads = new Threads(older, newer, elapsed);
        QueuePairs queues = QueuePairs.of(older, newer, leftOut);
        WorkerWindows workers = WorkerWindows.of(older, newer, threads, queues, leftOut);
        List<GuestObservation> guests = GuestWindows.between(older, newer, threads, leftOut);
        if (!older.inventory().equals(newer.inventory())) { // cheap where it is the same object
            gone(older.inventory(), newer.inventory(), leftOut);
        }
        return new HostObservation(
                newer.atNanos(),
                newer.atEpochMillis(),
                Duration.ofNanos(elapsed),
                newer.inventory(),
                workers.observations(),
                queues.observations(),
                guests,
                cpus(older, newer),
                cgroups(older, newer, elapsed),
                leftOut,
                gaps(newer));
    }

    private static void gone(Inventory was, Inventory now, List<String> leftOut) {
        gone("guest ", was.guests(), now.guests(), Guest::name, leftOut);
        gone("worker ", was.workers(), now.workers(), HostWorker::name, leftOut);
        gone("virtqueue ", was.queues(), now.queues(), Virtqueue::name, leftOut);
    }

    private static <T> void gone(
            String what, List<T> was, List<T> now, Function<T, String> name, List<String> leftOut) {
        Lookup<String, T> still = new Lookup<>(now, name);
        was.stream().map(name).filter(one -> still.find(one) == null).forEach(one -> leftOut.add(what + one));
    }

    private static List<Gap> gaps(HostSample sample) {
        Set<Gap> gaps = new LinkedHashSet<>(sample.inventory().gaps());
        gaps.addAll(sample.gaps());
        return List.copyOf(gaps);
    }

    private static List<CpuObservation> cpus(HostSample older, HostSample newer) {
        Lookup<Integer, CpuSample> before = new Lookup<>(older.cpus(), CpuSample::cpu);
        List<CpuObservation> list = new ArrayList<>();
        for (CpuSample now : newer.cpus()) {
            CpuSample was = before.find(now.cpu());
            if (was != null) {
                cpu(was, now).ifPresent(list::add);
            }
        }
        return list;
    }

    /** Absent if a counter went back, as that of idle time does on some kernels, or time stood still. */
    private static Optional<CpuObservation> cpu(CpuSample was, CpuSample now) {
        long[] ticks = {
            now.user() - was.user(),
            now.system() - was.system(),
            now.idle() - was.idle(),
            now.irq() - was.irq(),
            now.softirq() - was.softirq(),
            now.steal() - was.steal()
        };
        double total = 0;
        for (long part : ticks) {
            if (part < 0) {
                return Optional.empty();
            }
            total += part;
        }
        return total == 0
                ? Optional.empty()
                : Optional.of(new CpuObservation(
                        now.cpu(),
                        1 - ticks[2] / total,
                        (ticks[3] + ticks[4]) / total,
                        ticks[5] / total,
                        Math.max(0, Math.min(1, (now.guest() - was.guest()) / total))));
    }

    private static List<CgroupObservation> cgroups(HostSample older, HostSample newer, long elapsed) {
        Lookup<String, CgroupSample> before = new Lookup<>(older.cgroups(), CgroupSample::path);
        List<CgroupObservation> list = new ArrayList<>();
        for (CgroupSample now : newer.cgroups()) {
            CgroupSample was = before.find(now.path());
            if (was != null) {
                list.add(cgroup(was, now, elapsed));
            }
        }
        return list;
    }

    private static CgroupObservation cgroup(CgroupSample was, CgroupSample now, long elapsed) {
        long periods = Deltas.of(was.periods(), now.periods());
        long stopped = Deltas.of(was.throttledPeriods(), now.throttledPeriods());
        return new CgroupObservation(
                now.path(),
                cpus(Deltas.of(was.usageMicros(), now.usageMicros()), elapsed),
                quota(now.quotaMicros(), now.periodMicros()),
                periods < 0 || stopped < 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(periods == 0 ? 0 : Math.min(1, (double) stopped / periods)),
                cpus(Deltas.of(was.throttledMicros(), now.throttledMicros()), elapsed),
                now.quotaMicros(),
                now.periodMicros());
    }

    private static OptionalDouble cpus(long micros, long elapsed) {
        return micros < 0 ? OptionalDouble.empty() : OptionalDouble.of(micros * 1e3 / elapsed);
    }

    private static OptionalDouble quota(OptionalLong quota, OptionalLong period) {
        return quota.isPresent() && period.orElse(0) > 0
                ? OptionalDouble.of((double) quota.getAsLong() / period.getAsLong())
                : OptionalDouble.empty();
    }
}
