package io.sidecore.collector.signal;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.Counts;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.QueueSample;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.sample.WorkerSample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Windows of 1000 ns: a count of one is a million a second, and 10 ns are one percent. */
final class Windows {

    static final WorkerId W0 = new WorkerId("w0");
    static final QueueId TX = QueueId.parse("vm1/tx0");
    static final long WINDOW = 1000;
    static final double EXACT = 1e-12;

    static final Map<WorkerCounter, Long> IDLE = Map.of();
    static final Map<QueueCounter, Long> SILENT = Map.of();

    static WorkerSample worker(long generation, Optional<ThreadTimes> thread, Map<WorkerCounter, Long> counts) {
        long[] values = new long[WorkerCounter.values().length];
        counts.forEach((counter, value) -> values[counter.ordinal()] = value);
        return new WorkerSample(W0, generation, 4711, CpuSet.of(1), PollMode.SLEEP, thread, Counts.of(values));
    }

    static QueueSample queue(long generation, Map<QueueCounter, Long> counts, long... delay) {
        long[] values = new long[QueueCounter.values().length];
        counts.forEach((counter, value) -> values[counter.ordinal()] = value);
        return new QueueSample(TX, generation, Optional.of(W0), 256, Counts.of(values), Histogram.of(delay));
    }

    static Optional<ThreadTimes> thread(ThreadTimes.Source source, long run, long delay, long slices) {
        return Optional.of(new ThreadTimes(
                source, run, delay, slices, OptionalLong.empty(), OptionalLong.empty(), Optional.empty()));
    }

    static Optional<ThreadTimes> bpf(long run, long delay, long slices) {
        return thread(ThreadTimes.Source.BPF, run, delay, slices);
    }

    static Sample sample(long at, List<WorkerSample> workers, List<QueueSample> queues) {
        return new Sample(at, workers, queues, Optional.empty());
    }

    /** The worker's load in a window that begins with nothing counted. */
    static WorkerLoad load(Optional<ThreadTimes> thread, Map<WorkerCounter, Long> counts) {
        Optional<ThreadTimes> before = thread.map(times -> bpf(0, 0, 0).orElseThrow());
        return Observations.between(
                        sample(0, List.of(worker(1, before, IDLE)), List.of()),
                        sample(WINDOW, List.of(worker(1, thread, counts)), List.of()))
                .worker(W0)
                .orElseThrow();
    }

    /** The queue's load, likewise. */
    static QueueLoad load(WorkerSample worker, QueueSample queue) {
        Optional<ThreadTimes> before = worker.thread().map(times -> bpf(0, 0, 0).orElseThrow());
        return Observations.between(
                        sample(0, List.of(worker(1, before, IDLE)), List.of(queue(1, SILENT))),
                        sample(WINDOW, List.of(worker), List.of(queue)))
                .queue(TX)
                .orElseThrow();
    }

    private Windows() {}
}
