package io.sidecore.vhostuser.counters;

import io.sidecore.collector.counters.CounterFile;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.sys.RawMemory;

/** A worker's slot in the counter file. Counters are written by the worker's thread only. */
public final class WorkerRecord {

    private final int slot;
    private final long address;
    private final long generation;

    WorkerRecord(int slot, long address, WorkerId worker, long generation) {
        this.slot = slot;
        this.address = address;
        this.generation = generation;
        RawMemory.clear(address + 8, CounterFile.WORKER_BYTES - 8);
        Names.write(worker.name(), address + 8L * CounterFile.WORKER_NAME, CounterFile.WORKER_NAME_BYTES);
    }

    public int slot() {
        return slot;
    }

    /** Lets readers see the worker, now that it has a thread. */
    public void publish(int tid) {
        RawMemory.putLong(address + 8L * CounterFile.WORKER_TID, tid);
        RawMemory.putLongRelease(address + 8L * CounterFile.WORKER_GENERATION, generation);
    }

    void unpublish() {
        RawMemory.putLongRelease(address + 8L * CounterFile.WORKER_GENERATION, 0);
    }

    public void setMode(PollMode mode) {
        RawMemory.putLong(
                address + 8L * CounterFile.WORKER_SPIN_NANOS, mode.spin().toNanos());
        RawMemory.putLong(
                address + 8L * CounterFile.WORKER_POLL_KIND, mode.kind().ordinal());
    }

    public void setCpus(CpuSet cpus) {
        long[] mask = cpus.mask();
        for (int i = 0; i < CounterFile.WORKER_CPU_WORDS; i++) {
            RawMemory.putLong(address + 8L * (CounterFile.WORKER_CPUS + i), i < mask.length ? mask[i] : 0);
        }
    }

    /** Adds to a counter. */
    public void add(WorkerCounter counter, long amount) {
        long at = address + 8L * (CounterFile.WORKER_COUNTERS + counter.ordinal());
        RawMemory.putLong(at, RawMemory.getLong(at) + amount);
    }
}
