package io.sidecore.vhostuser.counters;

import io.sidecore.collector.counters.CounterFile;
import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.sys.RawMemory;

/** A virtqueue's slot in the counter file. Counters are written by the worker that owns the queue only. */
public final class QueueRecord {

    /** In place of a worker's slot: nobody serves the queue at this moment. */
    private static final long NOBODY = -1;

    private final int slot;
    private final long address;

    QueueRecord(int slot, long address, QueueId queue, int ringSize, long generation) {
        this.slot = slot;
        this.address = address;
        RawMemory.clear(address + 8, CounterFile.QUEUE_BYTES - 8);
        Names.write(queue.toString(), address + 8L * CounterFile.QUEUE_NAME, CounterFile.QUEUE_NAME_BYTES);
        RawMemory.putLong(address + 8L * CounterFile.QUEUE_SIZE, ringSize);
        setNoWorker();
        RawMemory.putLongRelease(address + 8L * CounterFile.QUEUE_GENERATION, generation);
    }

    public int slot() {
        return slot;
    }

    void unpublish() {
        RawMemory.putLongRelease(address + 8L * CounterFile.QUEUE_GENERATION, 0);
    }

    public void setWorker(WorkerRecord worker) {
        RawMemory.putLong(address + 8L * CounterFile.QUEUE_WORKER, worker.slot());
    }

    public void setNoWorker() {
        RawMemory.putLong(address + 8L * CounterFile.QUEUE_WORKER, NOBODY);
    }

    /** Adds to a counter. */
    public void add(QueueCounter counter, long amount) {
        long at = address + 8L * (CounterFile.QUEUE_COUNTERS + counter.ordinal());
        RawMemory.putLong(at, RawMemory.getLong(at) + amount);
    }

    /** A counter's value. */
    public long get(QueueCounter counter) {
        return RawMemory.getLong(address + 8L * (CounterFile.QUEUE_COUNTERS + counter.ordinal()));
    }

    /** Notes how long the oldest frame of a visit can have waited. */
    public void addDelay(long nanos) {
        int log2 = nanos <= 0 ? 0 : 63 - Long.numberOfLeadingZeros(nanos);
        int slotOfDelay = Math.min(log2, CounterFile.DELAY_SLOTS - 1);
        long at = address + 8L * (CounterFile.QUEUE_DELAY_SLOTS + slotOfDelay);
        RawMemory.putLong(at, RawMemory.getLong(at) + 1);
        add(QueueCounter.DELAY_NANOS, Math.max(0, nanos));
    }
}
