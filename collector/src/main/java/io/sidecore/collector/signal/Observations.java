package io.sidecore.collector.signal;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.KvmSample;
import io.sidecore.collector.sample.QueueSample;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.WorkerSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Makes observations of samples.
 *
 * <p>Only what is in both samples under the same generation is observed: a worker or a virtqueue that came, left, or
 * came anew between the two is left out until the next window, and so is one whose counters went back. A number over part
 * of a window would look like a small load.
 */
public final class Observations {

    private Observations() {}

    /**
     * What two samples imply.
     *
     * @throws IllegalArgumentException if {@code newer} is not newer
     */
    public static Observation between(Sample older, Sample newer) {
        long elapsed = newer.atNanos() - older.atNanos();
        if (elapsed <= 0) {
            throw new IllegalArgumentException(
                    "the newer sample is at " + newer.atNanos() + " ns, and the older at " + older.atNanos() + " ns");
        }
        Map<WorkerId, WorkerWindow> workers = workers(older, newer, elapsed);
        return new Observation(
                newer.atNanos(),
                Duration.ofNanos(elapsed),
                workers.values().stream().map(WorkerWindow::load).toList(),
                queues(older, newer, elapsed, workers),
                exitsPerSecond(older.kvm(), newer.kvm(), elapsed));
    }

    private static Map<WorkerId, WorkerWindow> workers(Sample older, Sample newer, long elapsed) {
        Map<WorkerId, WorkerSample> before = new HashMap<>();
        older.workers().forEach(worker -> before.putIfAbsent(worker.worker(), worker));
        Map<WorkerId, WorkerWindow> windows = new LinkedHashMap<>();
        for (WorkerSample worker : newer.workers()) {
            WorkerSample was = before.get(worker.worker());
            if (was != null) {
                WorkerWindow.between(was, worker, elapsed)
                        .ifPresent(window -> windows.putIfAbsent(worker.worker(), window));
            }
        }
        return windows;
    }

    private static List<QueueLoad> queues(
            Sample older, Sample newer, long elapsed, Map<WorkerId, WorkerWindow> workers) {
        Map<QueueId, QueueSample> before = new HashMap<>();
        older.queues().forEach(queue -> before.putIfAbsent(queue.queue(), queue));
        List<QueueLoad> loads = new ArrayList<>();
        for (QueueSample queue : newer.queues()) {
            QueueSample was = before.get(queue.queue());
            Optional<WorkerWindow> worker = queue.worker().map(workers::get);
            if (was != null) {
                QueueWindow.between(was, queue, elapsed)
                        .map(window -> window.load(worker))
                        .ifPresent(loads::add);
            }
        }
        return loads;
    }

    /**
     * Absent also where the other counters say that guests left, but that of all exits does not: some KVMs have the
     * tracepoint and never come by it.
     */
    private static OptionalDouble exitsPerSecond(
            Optional<KvmSample> older, Optional<KvmSample> newer, long elapsedNanos) {
        if (older.isEmpty() || newer.isEmpty()) {
            return OptionalDouble.empty();
        }
        KvmSample now = newer.get();
        long exits = now.exits() - older.get().exits();
        boolean silent = now.exits() == 0 && now.userspaceExits() + now.portWrites() > 0;
        return silent || exits < 0 ? OptionalDouble.empty() : OptionalDouble.of(exits * 1e9 / elapsedNanos);
    }
}
