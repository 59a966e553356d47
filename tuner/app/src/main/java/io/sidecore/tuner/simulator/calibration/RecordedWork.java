package io.sidecore.tuner.simulator.calibration;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.sample.ThreadTimes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the workers of embedded backends did, by a recording: one window for each worker and each pair of samples. */
public final class RecordedWork {

    /** Of its time on a CPU, what a worker that sleeps when idle spends on turns that find no work, at most. */
    private static final double MOST_EMPTY = 0.5;

    private static final ThreadTimes NOT_COUNTED = new ThreadTimes(
            ThreadTimes.Source.SCHEDSTAT, 0, 0, 0, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

    private RecordedWork() {}

    /**
     * Reads a recording to its end. Windows in which a worker had no visit, or something began anew or moved, are left out.
     */
    public static List<WorkerWindow> of(HostSampleSource source) {
        List<WorkerWindow> windows = new ArrayList<>();
        Optional<Moment> older = source.next().map(Moment::of);
        for (Optional<HostSample> next = source.next(); next.isPresent(); next = source.next()) {
            Moment newer = Moment.of(next.get());
            add(older.orElseThrow(), newer, windows);
            older = Optional.of(newer);
        }
        return windows;
    }

    private static void add(Moment older, Moment newer, List<WorkerWindow> to) {
        if (newer.atNanos <= older.atNanos) {
            return; // another boot
        }
        for (HostWorker worker : newer.workers) {
            Set<String> queues = newer.queuesOf.getOrDefault(worker.name(), Set.of());
            if (older.workers.contains(worker)
                    && queues.equals(older.queuesOf.get(worker.name()))
                    && queues.stream().allMatch(queue -> isSame(older.queues.get(queue), newer.queues.get(queue)))) {
                window(worker, queues, older, newer).ifPresent(to::add);
            }
        }
    }

    private static boolean isSame(@Nullable VirtqueueSample older, @Nullable VirtqueueSample newer) {
        return older != null && newer != null && older.generation() == newer.generation();
    }

    private static Optional<WorkerWindow> window(HostWorker worker, Set<String> queues, Moment older, Moment newer) {
        double[] counts = new double[VirtqueueCounter.values().length];
        for (String queue : queues) {
            for (VirtqueueCounter counter : VirtqueueCounter.values()) {
                counts[counter.ordinal()] += newer.count(queue, counter) - older.count(queue, counter);
            }
        }
        double busy = counts[VirtqueueCounter.BUSY_NANOS.ordinal()];
        double visits = counts[VirtqueueCounter.RUNS.ordinal()];
        if (!(busy > 0 && visits > 0)) {
            return Optional.empty();
        }
        double onCpu = newer.times(worker).runNanos() - older.times(worker).runNanos();
        // A change of mode is seen some samples late: one that was looking for work did not sleep.
        boolean slept = worker.mode().equals(Optional.of(PollMode.SLEEP))
                && older.times.containsKey(worker.tid())
                && newer.times.containsKey(worker.tid())
                && newer.empty(worker) - older.empty(worker) <= MOST_EMPTY * onCpu;
        return Optional.of(new WorkerWindow(
                busy,
                counts[VirtqueueCounter.PACKETS.ordinal()],
                visits,
                counts[VirtqueueCounter.LIMITED.ordinal()],
                counts[VirtqueueCounter.CALLS.ordinal()],
                slept ? sleeps(newer.times(worker)) - sleeps(older.times(worker)) : 0,
                slept ? Math.max(0, onCpu - busy) : 0,
                slept
                        ? newer.times(worker).runDelayNanos()
                                - older.times(worker).runDelayNanos()
                        : 0));
    }

    /** Where it is not counted how often a thread gave its CPU up, each of its turns counts as begun by a wake-up. */
    private static long sleeps(ThreadTimes times) {
        return times.voluntarySwitches().orElse(times.slices());
    }

    /** A sample, by names. */
    private record Moment(
            long atNanos,
            Set<HostWorker> workers,
            Map<String, Set<String>> queuesOf,
            Map<String, VirtqueueSample> queues,
            Map<Integer, ThreadTimes> times,
            Map<String, Long> empty) {

        static Moment of(HostSample sample) {
            Set<HostWorker> workers = new HashSet<>();
            for (HostWorker worker : sample.inventory().workers()) {
                if (worker.kind() == HostWorker.Kind.BACKEND) {
                    workers.add(worker);
                }
            }
            Map<String, Set<String>> queuesOf = new HashMap<>();
            for (Virtqueue queue : sample.inventory().queues()) {
                queue.worker()
                        .ifPresent(worker -> queuesOf.computeIfAbsent(worker, name -> new HashSet<>())
                                .add(queue.name()));
            }
            Map<String, VirtqueueSample> queues = new HashMap<>();
            sample.queues().forEach(queue -> queues.put(queue.queue(), queue));
            Map<Integer, ThreadTimes> times = new HashMap<>();
            for (ThreadSample thread : sample.threads()) {
                times.put(thread.tid(), thread.times());
            }
            Map<String, Long> empty = new HashMap<>();
            sample.workers().forEach(counts -> empty.put(counts.worker(), counts.empty()));
            return new Moment(sample.atNanos(), workers, queuesOf, queues, times, empty);
        }

        /** All 0 if nobody counted them. */
        ThreadTimes times(HostWorker worker) {
            return times.getOrDefault(worker.tid(), NOT_COUNTED);
        }

        long empty(HostWorker worker) {
            return empty.getOrDefault(worker.name(), 0L);
        }

        double count(String queue, VirtqueueCounter counter) {
            VirtqueueSample sample = queues.get(queue);
            return sample == null ? 0 : Math.max(0, sample.counters().get(counter)); // what is absent is below 0
        }
    }
}
