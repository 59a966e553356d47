package io.sidecore.vhostuser.port;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.RingException;
import io.sidecore.vhostuser.ring.RingFeatures;
import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.worker.Device;
import io.sidecore.vhostuser.worker.RingQueue;
import io.sidecore.vhostuser.worker.Worker;
import org.jspecify.annotations.Nullable;

/**
 * The queue in which a guest receives. Frames come straight from a transmit queue of the same worker, copied once, or
 * through {@link Staging}; never past frames that are still in staging, so their order holds.
 */
public final class RxQueue extends RingQueue implements Receiver {

    private static final long NONE = -1;

    private final Staging staging;
    private final RingFeatures features;
    private final @Nullable Runnable onNewGuest;
    private boolean begun;

    private final Frame staged = new Frame();

    /** What is put there is labelled by its entry in staging; what came straight, by that of the last before it. */
    private final RxBuffers buffers;

    /** Whether the frame that is next in staging found no room; no use to try before the guest adds buffers. */
    private boolean full;

    private boolean broken;

    /** Since the last {@link #flush}. */
    private int direct;

    /**
     * @param onNewGuest called once, by the worker, if the ring was never used before: what an earlier guest at this port
     *     left behind is not for this one. Null if that is known already
     */
    public RxQueue(
            QueueId id,
            DeviceRing ring,
            QueueRecord counters,
            Device device,
            Port port,
            @Nullable Runnable onNewGuest) {
        super(id, ring, counters, device);
        this.staging = port.staging(id.pair());
        this.features = device.features();
        this.buffers = new RxBuffers(ring, features, NONE);
        this.onNewGuest = onNewGuest;
    }

    @Override
    protected void begin() {
        ring.begin();
        if (!begun) {
            staging.rewind();
            welcome();
            begun = true;
        }
    }

    private void welcome() {
        if (onNewGuest != null && !ring.isResumed()) {
            while (staging.peek(staged)) {
                staging.advance();
            }
            staging.take();
            onNewGuest.run();
        }
    }

    @Override
    public boolean isServedBy(Worker worker) {
        return worker.touches(this);
    }

    @Override
    public boolean takes(Frame frame) {
        return frame.offload() == 0 || features.takes(frame.offload());
    }

    /** {@inheritDoc} By the owner only. */
    @Override
    public int deliver(Frame[] given, int start, int end, Worker worker) {
        buffers.begin();
        int before = buffers.dealtWith();
        if (broken || !staging.isEmpty() || worker.isCareful()) {
            return 0;
        }
        try {
            int i = start;
            while (i < end && buffers.hasNext() && buffers.put(given[i])) {
                i++;
            }
        } catch (RingException e) { // this guest's fault, not the sender's
            broken = true;
            breakDevice(e);
        }
        buffers.give();
        int delivered = buffers.dealtWith() - before;
        direct += delivered;
        return delivered;
    }

    @Override
    public int delivered() {
        buffers.settle();
        return buffers.dealtWith();
    }

    @Override
    public boolean stage(Frame frame, Segments scratch) {
        return staging.offer(frame, scratch);
    }

    @Override
    public void flush(Worker worker) {
        if (!isServedBy(worker)) { // it was, in a visit that a fault cut short; its memory may be gone
            return;
        }
        count();
        publish(worker);
        if (direct > 0) {
            worker.countDirectDelivery(this, direct);
            direct = 0;
        }
    }

    private void count() {
        counters.add(QueueCounter.PACKETS, buffers.takeFrames());
        counters.add(QueueCounter.BYTES, buffers.takeBytes());
        counters.add(QueueCounter.DROPS_TOO_BIG, buffers.takeTooBig());
    }

    @Override
    protected int serve(Worker worker) {
        if (ring.isUnpublished()) { // a fault cut a flush short
            publish(worker);
        }
        countDrops();
        buffers.begin();
        if (staging.isEmpty()) {
            return 0;
        }
        int given = 0;
        boolean whole = false;
        try {
            given = putStaged();
            buffers.give();
            whole = true;
        } finally { // also if a fault, perhaps another guest's, surfaces here: what was given must be seen
            if (!whole) {
                staging.rewind();
            }
            counters.add(QueueCounter.STAGED, given);
            count();
            publish(worker);
            staging.take(); // only now that the guest has them: the backend may be killed at any moment
        }
        return given;
    }

    private int putStaged() {
        int given = 0;
        full = false;
        while (given < BURST && staging.peek(staged)) {
            long entry = staging.entry();
            if (!isDone(entry) && isTaken(staged)) {
                if (!buffers.hasNext() || !buffers.put(staged)) {
                    full = true;
                    return given;
                }
                buffers.label(entry);
                given++;
            }
            staging.advance();
        }
        return given;
    }

    /** Whether the guest has it, though a fault kept it from being gone past; the numbers of entries wrap. */
    private boolean isDone(long entry) {
        long last = buffers.lastLabel();
        return last != NONE && (int) (entry - last) <= 0;
    }

    /** Whether the guest takes the frame; one that came before it reconnected may be none for it. */
    private boolean isTaken(Frame frame) {
        boolean taken = takes(frame);
        if (!taken) {
            counters.add(QueueCounter.DROPS_TOO_BIG, 1);
        }
        return taken;
    }

    private void countDrops() {
        long dropped = staging.takeDropped();
        if (dropped > 0) {
            counters.add(QueueCounter.DROPS_FULL, dropped);
        }
    }

    @Override
    protected boolean hasWork() {
        return ring.isUnpublished() || (staging.isReady() && (!full || ring.hasNews()));
    }

    @Override
    protected int waiting() {
        return staging.count();
    }

    @Override
    protected int pending() {
        return full && !ring.hasNews() ? 0 : staging.count();
    }

    @Override
    protected void kicksOn() {
        if (!staging.isEmpty()) {
            ring.kicksOn(); // waiting for buffers
        }
    }
}
