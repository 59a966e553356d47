package io.sidecore.vhostuser.counters;

import io.sidecore.collector.counters.CounterFile;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.sys.Mapping;
import io.sidecore.vhostuser.sys.RawMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * Creates the shared counter file and gives out its slots. Slots are given and taken back under one lock; the counters
 * in a slot are then written by one thread without any.
 */
public final class CounterFileWriter implements AutoCloseable {

    private final Path path;
    private final Mapping mapping;
    private boolean staysMapped;
    private final BitSet workerSlots = new BitSet();
    private final BitSet queueSlots = new BitSet();
    private long generations;

    private CounterFileWriter(Path path, Mapping mapping) {
        this.path = path;
        this.mapping = mapping;
    }

    /**
     * Creates the file, replacing one that a killed backend left; readers of that one keep their copy.
     *
     * @throws IOException if it cannot be created there
     */
    public static CounterFileWriter create(Path path) throws IOException {
        Files.deleteIfExists(path);
        CounterFileWriter writer = new CounterFileWriter(path, Mapping.ofNewFile(path, CounterFile.TOTAL_BYTES));
        writer.header(CounterFile.HEADER_VERSION, CounterFile.VERSION);
        writer.header(CounterFile.HEADER_PID, ProcessHandle.current().pid());
        writer.header(CounterFile.HEADER_WORKER_SLOTS, CounterFile.WORKER_SLOTS);
        writer.header(CounterFile.HEADER_QUEUE_SLOTS, CounterFile.QUEUE_SLOTS);
        writer.header(CounterFile.HEADER_STARTED, System.nanoTime());
        writer.header(CounterFile.HEADER_MAGIC, CounterFile.MAGIC);
        return writer;
    }

    private void header(int word, long value) {
        RawMemory.putLongRelease(mapping.address() + 8L * word, value);
    }

    public Path path() {
        return path;
    }

    /**
     * Gives a worker a slot.
     *
     * @throws IllegalStateException if there are as many workers as the file has slots
     */
    public synchronized WorkerRecord addWorker(WorkerId worker) {
        int slot = claim(workerSlots, CounterFile.WORKER_SLOTS, "workers");
        return new WorkerRecord(slot, mapping.address() + CounterFile.workerAt(slot), worker, ++generations);
    }

    /**
     * Gives a virtqueue a slot, and publishes it.
     *
     * @throws IllegalStateException if there are as many queues as the file has slots
     */
    public synchronized QueueRecord addQueue(QueueId queue, int ringSize) {
        int slot = claim(queueSlots, CounterFile.QUEUE_SLOTS, "virtqueues");
        return new QueueRecord(slot, mapping.address() + CounterFile.queueAt(slot), queue, ringSize, ++generations);
    }

    private static int claim(BitSet slots, int limit, String what) {
        int slot = slots.nextClearBit(0);
        if (slot >= limit) {
            throw new IllegalStateException("this backend has " + limit + " " + what + ", as many as it can have");
        }
        slots.set(slot);
        return slot;
    }

    public synchronized void remove(WorkerRecord record) {
        record.unpublish();
        workerSlots.clear(record.slot());
    }

    public synchronized void remove(QueueRecord record) {
        record.unpublish();
        queueSlots.clear(record.slot());
    }

    /** Somebody may write on after the end: the memory stays until the process ends; only the file goes. */
    public void stayMapped() {
        staysMapped = true;
    }

    /** To be called only after the last worker has stopped. */
    @Override
    public void close() {
        if (!staysMapped) {
            mapping.close();
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            path.toFile().deleteOnExit(); // it holds numbers only; not worth failing for
        }
    }
}
