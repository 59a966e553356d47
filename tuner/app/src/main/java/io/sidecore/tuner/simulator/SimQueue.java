package io.sidecore.tuner.simulator;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import org.jspecify.annotations.Nullable;

/** A virtqueue. What its worker counts is here as well, as the embedded backend would. */
final class SimQueue {

    /** Descriptors in a ring: QEMU's usual number for a network device. */
    static final int SIZE = 256;

    private static final int DELAY_SLOTS = 64;

    final QueueId id;
    final Vcpu guest;
    final boolean transmits;
    /** Of each frame in it. */
    int frameBytes;

    final Fifo waiting = new Fifo();
    final long[] counts = new long[QueueCounter.values().length];
    final long[] delays = new long[DELAY_SLOTS];

    @Nullable
    SimWorker worker;

    SimQueue(QueueId id, Vcpu guest, boolean transmits) {
        this.id = id;
        this.guest = guest;
        this.transmits = transmits;
    }

    /** How many frames a worker can take from it now, or give to the guest, which needs a buffer for each. */
    int ready() {
        int frames = waiting.count();
        return transmits || frames == 0 ? frames : Math.min(frames, guest.buffers());
    }

    void count(QueueCounter counter, long amount) {
        counts[counter.ordinal()] += amount;
    }

    void countDelay(long nanos) {
        count(QueueCounter.DELAY_NANOS, nanos);
        delays[nanos <= 1 ? 0 : 63 - Long.numberOfLeadingZeros(nanos)]++;
    }
}
