package io.sidecore.collector.watch;

import io.sidecore.collector.host.Interferer;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.probe.SchedThreads;
import io.sidecore.collector.proc.SchedstatThreads;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the scheduler says of workers and vCPUs: by the sched probe as long as it has room, workers first, and through
 * /proc for the rest. Used by one thread at a time.
 */
final class WatchedThreads implements AutoCloseable {

    private final Optional<SchedThreads> probe;
    private final SchedstatThreads proc;
    private final int ownPid;
    /** Thread id to when the thread began. */
    private final Map<Integer, Long> started = new LinkedHashMap<>();

    private Set<Integer> byProbe = Set.of();

    /**
     * Takes {@code proc} over, and closes it in the end; the probe stays the caller's.
     *
     * @param ownPid this process
     */
    WatchedThreads(Optional<SchedThreads> probe, SchedstatThreads proc, int ownPid) {
        this.ownPid = ownPid;
        this.probe = probe;
        this.proc = proc;
    }

    /** Watches the threads of an inventory from now on; counters of those that were watched before go on. */
    void watch(Inventory inventory) {
        Map<Integer, Long> wanted = threads(inventory);
        if (wanted.equals(started)) {
            return;
        }
        Set<Integer> same = new HashSet<>();
        wanted.forEach((tid, ticks) -> {
            if (ticks.equals(started.get(tid))) {
                same.add(tid);
            }
        });
        started.clear();
        started.putAll(wanted);
        // Let go first of threads that ended, lest their counters go on for another thread of the same number.
        probe.ifPresent(threads -> threads.watch(same));
        proc.watch(same);
        probe.ifPresent(threads -> threads.watch(wanted.keySet()));
        byProbe = probe.map(SchedThreads::watched).orElse(Set.of());
        Set<Integer> rest = new HashSet<>(wanted.keySet());
        rest.removeAll(byProbe);
        proc.watch(rest);
    }

    private static Map<Integer, Long> threads(Inventory inventory) {
        Map<Integer, Long> threads = new LinkedHashMap<>();
        for (HostWorker worker : inventory.workers()) {
            threads.putIfAbsent(worker.tid(), worker.startedTicks());
        }
        for (Guest guest : inventory.guests()) {
            guest.vcpus().forEach(vcpu -> threads.putIfAbsent(vcpu.tid(), vcpu.startedTicks()));
        }
        return threads;
    }

    /** A sample of each thread that is still there. */
    List<ThreadSample> read(long atNanos) {
        List<ThreadSample> samples = new ArrayList<>(started.size());
        started.forEach((tid, ticks) -> {
            Optional<ThreadSample> sample = byProbe.contains(tid)
                    ? probe.flatMap(threads -> threads.sample(tid, ticks, atNanos))
                            .map(this::naming)
                    : proc.read(tid, atNanos)
                            .map(times -> new ThreadSample(
                                    tid,
                                    ticks,
                                    times,
                                    OptionalLong.empty(),
                                    List.of(),
                                    OptionalLong.empty(),
                                    OptionalInt.empty()));
            sample.ifPresent(samples::add);
        });
        return samples;
    }

    /** Calls the observer by its name: that Java keeps a worker from running would lead an operator astray. */
    private ThreadSample naming(ThreadSample sample) {
        if (sample.interferers().stream().noneMatch(other -> other.pid() == ownPid)) {
            return sample;
        }
        List<Interferer> named = sample.interferers().stream()
                .map(other -> other.pid() == ownPid
                        ? new Interferer(other.tid(), ownPid, "sidecore itself", other.nanos())
                        : other)
                .toList();
        return new ThreadSample(
                sample.tid(),
                sample.startedTicks(),
                sample.times(),
                sample.softirqNanos(),
                named,
                sample.otherInterferersNanos(),
                sample.lastCpu());
    }

    /** Says so if the probe had no room for all. */
    Optional<Gap> gap() {
        int rest = started.size() - byProbe.size();
        return probe.isEmpty() || rest == 0
                ? Optional.empty()
                : Optional.of(new Gap(
                        "waits for a CPU, one by one, of " + rest + " threads",
                        "the sched probe has no room for them; they are watched through /proc, which gives sums only"));
    }

    @Override
    public void close() {
        proc.close();
    }
}
