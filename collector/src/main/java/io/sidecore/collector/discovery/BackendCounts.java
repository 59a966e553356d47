package io.sidecore.collector.discovery;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.host.VirtqueueCounters;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.host.WorkerCounts;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.LiveSampleSource;
import io.sidecore.collector.sample.QueueSample;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.WorkerSample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What one embedded backend counts, by the names that a scan gave to its workers and virtqueues. */
final class BackendCounts {

    private static final List<QueueCounter> DROPS = List.of(
            QueueCounter.DROPS_FULL,
            QueueCounter.DROPS_TOO_BIG,
            QueueCounter.DROPS_MALFORMED,
            QueueCounter.DROPS_NO_PORT);

    private final String backend;
    private final LiveSampleSource source;
    private final Map<WorkerId, String> workers = new HashMap<>();
    private final Map<QueueId, String> queues = new HashMap<>();

    BackendCounts(String backend, LiveSampleSource source) {
        this.backend = backend;
        this.source = source;
    }

    String backend() {
        return backend;
    }

    void name(WorkerId worker, String name) {
        workers.put(worker, name);
    }

    void name(QueueId queue, String name) {
        queues.put(queue, name);
    }

    Optional<String> name(WorkerId worker) {
        return Optional.ofNullable(workers.get(worker));
    }

    /**
     * Reads what is counted now of what the scan found.
     *
     * @throws io.sidecore.collector.counters.CounterFileException if the file was cut off
     */
    void read(List<WorkerCounts> workersInto, List<VirtqueueSample> queuesInto) {
        Sample sample = source.read();
        for (WorkerSample worker : sample.workers()) {
            name(worker.worker()).ifPresent(name -> workersInto.add(counts(name, worker)));
        }
        for (QueueSample queue : sample.queues()) {
            Optional.ofNullable(queues.get(queue.queue())).ifPresent(name -> queuesInto.add(counts(name, queue)));
        }
    }

    private static WorkerCounts counts(String name, WorkerSample worker) {
        return new WorkerCounts(
                name,
                worker.generation(),
                WorkerCounts.Unit.NANOS,
                worker.counters().get(WorkerCounter.BUSY_NANOS),
                worker.counters().get(WorkerCounter.EMPTY_NANOS),
                OptionalLong.of(worker.counters().get(WorkerCounter.SLEEP_NANOS)),
                OptionalLong.of(worker.counters().get(WorkerCounter.PACKETS)));
    }

    private static VirtqueueSample counts(String name, QueueSample queue) {
        long drops = DROPS.stream().mapToLong(queue.counters()::get).sum();
        return new VirtqueueSample(
                name,
                queue.generation(),
                VirtqueueCounters.none()
                        .with(VirtqueueCounter.KICKS, queue.counters().get(QueueCounter.KICKS))
                        .with(VirtqueueCounter.CALLS, queue.counters().get(QueueCounter.CALLS))
                        .with(VirtqueueCounter.PACKETS, queue.counters().get(QueueCounter.PACKETS))
                        .with(VirtqueueCounter.RUNS, queue.counters().get(QueueCounter.VISITS))
                        .with(VirtqueueCounter.LIMITED, queue.counters().get(QueueCounter.LIMITED))
                        .with(VirtqueueCounter.BUSY_NANOS, queue.counters().get(QueueCounter.BUSY_NANOS))
                        .with(VirtqueueCounter.DROPS, drops),
                Optional.of(queue.delay()));
    }
}
