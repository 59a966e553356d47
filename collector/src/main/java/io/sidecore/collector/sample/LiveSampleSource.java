package io.sidecore.collector.sample;

import io.sidecore.collector.counters.CounterFile;
import io.sidecore.collector.counters.CounterReader;
import io.sidecore.collector.inventory.WorkerId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Joins what the backend counts with what the scheduler says of its workers' threads, and with VM exits. Workers are
 * watched as they come and let go as they leave.
 *
 * <p>Reading and closing may come from different threads: a reader must never touch memory that was unmapped.
 */
public final class LiveSampleSource implements SampleSource {

    /**
     * A read of a full counter file takes well under a millisecond. One that took longer was interrupted, and its
     * counters are younger than its time says.
     */
    private static final long INTERRUPTED_NANOS = 2_000_000;

    private static final int READS = 3;

    private final CounterReader counters;
    private final ThreadTimesSource threads;
    private final Optional<? extends Supplier<KvmSample>> kvm;
    private final LongSupplier clock;

    private final CounterRecords records = new CounterRecords();
    private final long[] workerWords = new long[CounterFile.WORKER_BYTES / 8];
    private final long[] queueWords = new long[CounterFile.QUEUE_BYTES / 8];
    private final List<Optional<WorkerId>> workerAt = new ArrayList<>();
    private Set<Integer> watched = Set.of();
    private boolean closed;

    /**
     * Joins sources. {@code counters} and {@code threads} are closed with this; {@code kvm} stays the caller's.
     *
     * @param kvm absent where VM exits cannot be counted
     * @param clock monotonic, {@link System#nanoTime} where {@code threads} is the sched probe
     */
    public LiveSampleSource(
            CounterReader counters,
            ThreadTimesSource threads,
            Optional<? extends Supplier<KvmSample>> kvm,
            LongSupplier clock) {
        this.counters = counters;
        this.threads = threads;
        this.kvm = kvm;
        this.clock = clock;
    }

    @Override
    public synchronized Sample read() {
        if (closed) {
            throw new IllegalStateException("the sample source was closed");
        }
        Sample sample = readOnce();
        for (int i = 1; i < READS && clock.getAsLong() - sample.atNanos() > INTERRUPTED_NANOS; i++) {
            sample = readOnce();
        }
        return sample;
    }

    private Sample readOnce() {
        counters.checkSize();
        long now = clock.getAsLong();
        List<WorkerSample> workers = readWorkers();
        List<QueueSample> queues = readQueues();
        watch(workers);
        workers.replaceAll(worker -> withThread(worker, threads.read(worker.tid(), now)));
        return new Sample(now, workers, queues, kvm.map(Supplier::get));
    }

    private List<WorkerSample> readWorkers() {
        List<WorkerSample> workers = new ArrayList<>();
        workerAt.clear();
        for (int slot = 0; slot < CounterFile.WORKER_SLOTS; slot++) {
            Optional<WorkerSample> worker =
                    counters.readWorker(slot, workerWords) ? records.worker(slot, workerWords) : Optional.empty();
            worker.ifPresent(workers::add);
            workerAt.add(worker.map(WorkerSample::worker));
        }
        return workers;
    }

    private List<QueueSample> readQueues() {
        List<QueueSample> queues = new ArrayList<>();
        for (int slot = 0; slot < CounterFile.QUEUE_SLOTS; slot++) {
            if (counters.readQueue(slot, queueWords)) {
                int owner = CounterRecords.workerSlot(queueWords);
                records.queue(slot, queueWords, owner < 0 ? Optional.empty() : workerAt.get(owner))
                        .ifPresent(queues::add);
            }
        }
        return queues;
    }

    private void watch(List<WorkerSample> workers) {
        Set<Integer> tids = new HashSet<>();
        workers.forEach(worker -> tids.add(worker.tid()));
        if (!tids.equals(watched)) {
            threads.watch(tids);
            watched = tids;
        }
    }

    private static WorkerSample withThread(WorkerSample worker, Optional<ThreadTimes> thread) {
        return new WorkerSample(
                worker.worker(),
                worker.generation(),
                worker.tid(),
                worker.cpus(),
                worker.mode(),
                thread,
                worker.counters());
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            threads.close();
            counters.close();
        }
    }
}
