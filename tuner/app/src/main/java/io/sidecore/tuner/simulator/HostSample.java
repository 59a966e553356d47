package io.sidecore.tuner.simulator;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.sample.Counts;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.QueueSample;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.sample.WorkerSample;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The counters of a simulated host, as those of a real one are read. */
final class HostSample {

    private HostSample() {}

    /** Of all workers, the queues that they serve, and the link. */
    static Sample of(long nowNanos, Collection<SimWorker> workers, Wire wire) {
        List<WorkerSample> workerSamples = new ArrayList<>();
        List<QueueSample> queueSamples = new ArrayList<>();
        for (SimWorker worker : workers) {
            workerSamples.add(of(worker));
            for (SimQueue queue : worker.queues()) {
                queueSamples.add(new QueueSample(
                        queue.id,
                        queue.guest.id,
                        Optional.of(worker.name),
                        SimQueue.SIZE,
                        Counts.of(queue.counts),
                        Histogram.of(queue.delays)));
            }
        }
        queueSamples.add(of(wire));
        return new Sample(nowNanos, workerSamples, queueSamples, Optional.empty());
    }

    /** What goes out: only what the link's queue took, and what it had no room for. */
    private static QueueSample of(Wire wire) {
        long[] out = new long[QueueCounter.values().length];
        out[QueueCounter.PACKETS.ordinal()] = wire.out.frames;
        out[QueueCounter.BYTES.ordinal()] = wire.out.bytes;
        out[QueueCounter.DROPS_FULL.ordinal()] = wire.out.drops;
        return new QueueSample(wire.id, 0, Optional.empty(), SimQueue.SIZE, Counts.of(out), Histogram.empty());
    }

    /** Of one worker. */
    static WorkerSample of(SimWorker worker) {
        worker.settle();
        ThreadTimes times = new ThreadTimes(
                ThreadTimes.Source.BPF,
                worker.runNanos,
                worker.waitNanos,
                worker.slices,
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.of(Histogram.of(worker.waits)));
        return new WorkerSample(
                worker.name,
                worker.id,
                worker.id + 1,
                CpuSet.of(worker.allowed()),
                worker.mode,
                Optional.of(times),
                Counts.of(worker.counts));
    }
}
