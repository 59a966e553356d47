package io.sidecore.vhostuser.port;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.RingException;
import io.sidecore.vhostuser.ring.RingFeatures;
import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.worker.Virtqueue;
import io.sidecore.vhostuser.worker.Worker;

/**
 * The queue in which a guest receives. Frames come straight from a transmit queue of the same worker, copied once, or
 * through {@link Staging}; never past frames that are still in staging, so their order holds.
 */
public final class RxQueue extends Virtqueue {

    /** Enough for the largest frame in the smallest buffers that drivers offer (256 bytes). */
    private static final int MAX_CHAINS = Staging.MAX_FRAME_BYTES / 256;

    private static final int NOT_FULL = -1;
    private static final long NONE = -1;

    private final Device device;
    private final Staging staging;
    private final RingFeatures features;

    private final Segments room = new Segments();
    private final Segments staged = new Segments();
    private final int[] heads = new int[MAX_CHAINS];
    private final int[] capacities = new int[MAX_CHAINS];

    /** The guest's index when the frame that is first in staging found no room; no use to try before it changes. */
    private int fullAt = NOT_FULL;

    /**
     * The entry in staging that the guest has got last. If a fault, perhaps another guest's, surfaces before the entry
     * is taken out, the frame must not be given again.
     */
    private long doneEntry = NONE;

    private int direct;
    private boolean broken;

    public RxQueue(QueueId id, DeviceRing ring, QueueRecord counters, Attachment attachment) {
        super(id, ring, counters);
        this.device = attachment.device();
        this.staging = attachment.port().staging();
        this.features = attachment.features();
    }

    /** Drops what is left in staging from an earlier connection. Before the queue is in service. */
    public void clearStaging() {
        while (staging.peek(staged)) {
            staging.take();
        }
    }

    Staging staging() {
        return staging;
    }

    boolean isServedBy(Worker worker) {
        return ownerOrNull() == worker;
    }

    /** Wakes the worker that serves this queue, unless that is the caller itself. */
    void wakeOwner(Worker caller) {
        Worker owner = ownerOrNull();
        if (owner != null && owner != caller) {
            owner.wake();
        }
    }

    /**
     * Gives the guest a frame at once; by the owner only. The guest learns of it by {@link #flush}.
     *
     * @return false if it must go through staging instead
     */
    boolean deliver(Segments frame, Worker worker) {
        if (broken || !staging.isEmpty() || worker.isCareful()) {
            return false;
        }
        try {
            if (!put(frame)) {
                return false;
            }
        } catch (RingException e) { // this guest's fault, not the sender's
            broken = true;
            breakDevice(e);
            return false;
        }
        direct++;
        return true;
    }

    /** Lets the guest see what {@link #deliver} gave it. */
    void flush(Worker worker) {
        if (!isServedBy(worker)) { // it was, in a visit that a fault cut short; its memory may be gone
            return;
        }
        publish(worker);
        if (direct > 0) {
            worker.countDirectDelivery(this, direct);
            direct = 0;
        }
    }

    @Override
    protected int serve(Worker worker) {
        if (ring.isUnpublished()) { // a fault cut a flush short
            publish(worker);
        }
        countDrops();
        if (staging.isEmpty()) {
            return 0;
        }
        int frames = 0;
        fullAt = NOT_FULL;
        try {
            while (frames < BURST && staging.peek(staged)) {
                long entry = staging.entry();
                if (doneEntry != entry) {
                    if (!put(staged)) {
                        fullAt = ring.seenIndex();
                        break;
                    }
                    doneEntry = entry;
                    frames++;
                }
                staging.take();
            }
        } finally { // also if a fault, perhaps another guest's, surfaces here: what was put must be seen
            counters.add(QueueCounter.STAGED, frames);
            publish(worker);
        }
        return frames;
    }

    private void countDrops() {
        long dropped = staging.takeDropped();
        if (dropped > 0) {
            counters.add(QueueCounter.DROPS_FULL, dropped);
        }
    }

    /** Returns false if the guest's buffers cannot hold the frame at the moment; drops it if they never can. */
    private boolean put(Segments frame) {
        int needed = features.netHeaderBytes() + frame.bytes();
        int chains = reserve(needed);
        if (chains == 0) {
            return false;
        }
        if (room.bytes() < needed) {
            counters.add(QueueCounter.DROPS_TOO_BIG, 1);
            return true;
        }
        writeHeader(chains);
        frame.copyTo(room, features.netHeaderBytes());
        int left = needed;
        for (int i = 0; i < chains; i++) {
            int written = Math.min(left, capacities[i]);
            ring.note(i, heads[i], written);
            left -= written;
        }
        counters.add(QueueCounter.PACKETS, 1);
        counters.add(QueueCounter.BYTES, frame.bytes());
        ring.complete(chains); // last: if a fault surfaces before, nothing has happened
        return true;
    }

    /** Collects chains until they have that much room, or no more may be; returns how many, 0 if there are too few. */
    private int reserve(int needed) {
        room.clear();
        int chains = 0;
        int available = ring.seenAvailable();
        while (room.bytes() < needed) {
            if (chains == available) {
                available = ring.available();
                if (chains == available) {
                    return 0;
                }
            }
            if (chains == (features.mergeable() ? MAX_CHAINS : 1)) {
                break;
            }
            int before = room.bytes();
            heads[chains] = ring.head(chains);
            ring.collect(heads[chains], true, room);
            capacities[chains++] = room.bytes() - before;
        }
        return chains;
    }

    private void writeHeader(int chains) {
        long at = room.contiguous(Features.NET_HEADER_BYTES);
        if (at != 0 && features.netHeaderBytes() == Features.NET_HEADER_BYTES) {
            RawMemory.putLong(at, 0);
            RawMemory.putInt(at + 8, chains << 16);
            return;
        }
        for (int i = 0; i < features.netHeaderBytes(); i++) {
            room.putByte(i, i == Features.NET_HEADER_NUM_BUFFERS ? chains : 0);
        }
    }

    @Override
    protected boolean hasWork() {
        return ring.isUnpublished() || (staging.isReady() && ring.peekIndex() != fullAt);
    }

    @Override
    protected int waiting() {
        return staging.count();
    }

    @Override
    protected void kicksOn() {
        if (!staging.isEmpty()) {
            ring.kicksOn(); // waiting for buffers
        }
    }

    @Override
    protected void kicksOff() {
        ring.kicksOff();
    }

    @Override
    public void breakDevice(String reason) {
        device.fail(id() + ": " + reason);
    }

    @Override
    protected boolean isMemoryTruncated() {
        return device.isMemoryTruncated();
    }
}
