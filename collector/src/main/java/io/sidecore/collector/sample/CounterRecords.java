package io.sidecore.collector.sample;

import io.sidecore.collector.counters.CounterFile;
import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Gives the words of the counter file a meaning. A record that makes no sense (a name that is none, a CPU set that is
 * empty, a polling mode that there is not) is absent rather than an error: others are still good.
 */
final class CounterRecords {

    private static final PollMode.Kind[] KINDS = PollMode.Kind.values();
    private static final int WORKER_COUNTERS = WorkerCounter.values().length;
    private static final int QUEUE_COUNTERS = QueueCounter.values().length;

    /** The names of a slot's record change only with its generation, so they are read once for each. */
    private record Named<T>(long generation, Optional<T> name) {}

    private final Named<?>[] workers = new Named<?>[CounterFile.WORKER_SLOTS];
    private final Named<?>[] queues = new Named<?>[CounterFile.QUEUE_SLOTS];

    /** A worker without its thread times. */
    Optional<WorkerSample> worker(int slot, long[] record) {
        Optional<WorkerId> name = workerName(slot, record);
        Optional<PollMode> mode = mode(record);
        long tid = record[CounterFile.WORKER_TID];
        Optional<CpuSet> cpus = cpus(record);
        if (name.isEmpty() || mode.isEmpty() || cpus.isEmpty() || tid <= 0 || tid > Integer.MAX_VALUE) {
            return Optional.empty();
        }
        return Optional.of(new WorkerSample(
                name.get(),
                record[CounterFile.WORKER_GENERATION],
                (int) tid,
                cpus.get(),
                mode.get(),
                Optional.empty(),
                Counts.of(Arrays.copyOfRange(
                        record, CounterFile.WORKER_COUNTERS, CounterFile.WORKER_COUNTERS + WORKER_COUNTERS))));
    }

    Optional<QueueSample> queue(int slot, long[] record, Optional<WorkerId> worker) {
        Optional<QueueId> name = queueName(slot, record);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new QueueSample(
                name.get(),
                record[CounterFile.QUEUE_GENERATION],
                worker,
                (int) Math.max(0, Math.min(Integer.MAX_VALUE, record[CounterFile.QUEUE_SIZE])),
                Counts.of(Arrays.copyOfRange(
                        record, CounterFile.QUEUE_COUNTERS, CounterFile.QUEUE_COUNTERS + QUEUE_COUNTERS)),
                Histogram.of(Arrays.copyOfRange(
                        record,
                        CounterFile.QUEUE_DELAY_SLOTS,
                        CounterFile.QUEUE_DELAY_SLOTS + CounterFile.DELAY_SLOTS))));
    }

    /** The slot of the worker that a queue is attached to; -1 if there is none, or it makes no sense. */
    static int workerSlot(long[] queueRecord) {
        long slot = queueRecord[CounterFile.QUEUE_WORKER];
        return slot >= 0 && slot < CounterFile.WORKER_SLOTS ? (int) slot : -1;
    }

    private Optional<WorkerId> workerName(int slot, long[] record) {
        Named<?> known = workers[slot];
        if (known == null || known.generation != record[CounterFile.WORKER_GENERATION]) {
            String text = text(record, CounterFile.WORKER_NAME, CounterFile.WORKER_NAME_BYTES);
            known = new Named<>(record[CounterFile.WORKER_GENERATION], ifValid(() -> new WorkerId(text)));
            workers[slot] = known;
        }
        return known.name().map(WorkerId.class::cast);
    }

    private Optional<QueueId> queueName(int slot, long[] record) {
        Named<?> known = queues[slot];
        if (known == null || known.generation != record[CounterFile.QUEUE_GENERATION]) {
            String text = text(record, CounterFile.QUEUE_NAME, CounterFile.QUEUE_NAME_BYTES);
            known = new Named<>(record[CounterFile.QUEUE_GENERATION], ifValid(() -> QueueId.parse(text)));
            queues[slot] = known;
        }
        return known.name().map(QueueId.class::cast);
    }

    private static Optional<PollMode> mode(long[] record) {
        long kind = record[CounterFile.WORKER_POLL_KIND];
        if (kind < 0 || kind >= KINDS.length) {
            return Optional.empty();
        }
        PollMode.Kind known = KINDS[(int) kind];
        return known == PollMode.Kind.SPIN
                ? ifValid(() -> PollMode.spin(Duration.ofNanos(record[CounterFile.WORKER_SPIN_NANOS])))
                : Optional.of(new PollMode(known, Duration.ZERO));
    }

    private static Optional<CpuSet> cpus(long[] record) {
        return ifValid(() -> CpuSet.ofMask(Arrays.copyOfRange(
                record, CounterFile.WORKER_CPUS, CounterFile.WORKER_CPUS + CounterFile.WORKER_CPU_WORDS)));
    }

    private static String text(long[] record, int word, int bytes) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(record, word, bytes / 8);
        String text = new String(buffer.array(), StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static <T> Optional<T> ifValid(java.util.function.Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
