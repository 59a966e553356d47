package io.sidecore.vhostuser.port;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.ring.Chains;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.RingException;
import io.sidecore.vhostuser.ring.RingFeatures;
import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.worker.Device;
import io.sidecore.vhostuser.worker.RingQueue;
import io.sidecore.vhostuser.worker.Worker;
import org.jspecify.annotations.Nullable;

/**
 * The queue in which a guest receives. Frames come straight from a transmit queue of the same worker, copied once, or
 * through {@link Staging}; never past frames that are still in staging, so their order holds.
 */
public final class RxQueue extends RingQueue implements Receiver {

    /** Enough for the largest frame in the smallest buffers that drivers offer (256 bytes). */
    private static final int MAX_CHAINS = Staging.MAX_FRAME_BYTES / 256 + 2;

    /** Buffers that are read ahead: as many as a burst of frames needs. */
    private static final int READ_AHEAD = Burst.MAX;

    private static final long NONE = -1;

    private final Staging staging;
    private final RingFeatures features;
    private final @Nullable Runnable onNewGuest;
    private boolean begun;
    private final int headerBytes;
    private final NetHeader header;

    /** The guest's buffers that were read, and the first of them that holds no frame yet. */
    private final Chains buffers = new Chains(MAX_CHAINS);

    private int next;

    private final Frame staged = new Frame();
    private final Segments from = new Segments();
    private final Segments room = new Segments();

    /** Whether the frame that is next in staging found no room; no use to try before the guest adds buffers. */
    private boolean full;

    /**
     * The entry in staging that the guest has got last. If a fault, perhaps another guest's, surfaces before it is gone
     * past, the frame must not be given again.
     */
    private long doneEntry = NONE;

    /** What {@link #doneEntry} is from the moment on that the frame at hand is put. */
    private long entryAtHand = NONE;

    /** How many chains the ring has given back once the frame at hand is done, and how many of them it takes. */
    private int dueGivenBack;

    private int dueChains;
    private boolean isDue;

    private boolean broken;
    private int delivered;

    /** Since the last {@link #flush}. */
    private int direct;

    private int frames;
    private long bytes;

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
        this.headerBytes = features.netHeaderBytes();
        this.header = new NetHeader(headerBytes);
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
        int before = delivered();
        if (broken || !staging.isEmpty() || worker.isCareful()) {
            return 0;
        }
        try {
            entryAtHand = doneEntry;
            int i = start;
            while (i < end && hasBuffer() && put(given[i])) {
                i++;
            }
        } catch (RingException e) { // this guest's fault, not the sender's
            broken = true;
            breakDevice(e);
        }
        direct += delivered - before;
        return delivered - before;
    }

    @Override
    public int delivered() {
        settle();
        return delivered;
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
        counters.add(QueueCounter.PACKETS, frames);
        counters.add(QueueCounter.BYTES, bytes);
        frames = 0;
        bytes = 0;
    }

    @Override
    protected int serve(Worker worker) {
        if (ring.isUnpublished()) { // a fault cut a flush short
            publish(worker);
        }
        countDrops();
        settle();
        if (staging.isEmpty()) {
            return 0;
        }
        int given = 0;
        full = false;
        try {
            while (given < BURST && staging.peek(staged)) {
                long entry = staging.entry();
                if (doneEntry != entry && isTaken(staged)) {
                    entryAtHand = entry;
                    if (!hasBuffer() || !put(staged)) {
                        full = true;
                        break;
                    }
                    given++;
                }
                staging.advance();
            }
        } finally { // also if a fault, perhaps another guest's, surfaces here: what was put must be seen
            counters.add(QueueCounter.STAGED, given);
            count();
            publish(worker);
            staging.take(); // only now that the guest has them: the backend may be killed at any moment
        }
        return given;
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

    /** Whether one is read, or can be. Apart from {@link #put}, which the JIT compiler inlines only if it stays small. */
    private boolean hasBuffer() {
        return next < buffers.taken() || readAhead();
    }

    /** Returns false if the guest's buffers cannot hold the frame at the moment; drops it if they never can. */
    private boolean put(Frame frame) {
        int i = next;
        int needed = headerBytes + frame.bytes();
        if (!buffers.isSingle(i) || buffers.length(i) < needed || frame.address() == 0) {
            return putInPieces(frame, needed);
        }
        requireWritable(i);
        long at = buffers.address(i);
        header.write(at, frame, 1);
        RawMemory.copy(frame.address(), at + headerBytes, frame.bytes());
        ring.markDirty(at, needed);
        ring.note(0, buffers, i, needed);
        frames++;
        bytes += frame.bytes();
        done(1);
        return true;
    }

    private boolean readAhead() {
        buffers.clear();
        next = 0;
        ring.rewind(); // changes nothing, unless a fault surfaced while buffers were read
        return ring.gather(buffers, READ_AHEAD) > 0;
    }

    private void requireWritable(int i) {
        if (buffers.writable(i) != buffers.bytes(i)) {
            throw new RingException("a buffer for the device to read in a receive queue");
        }
    }

    private boolean putInPieces(Frame frame, int needed) {
        int chains = reserve(needed);
        if (chains == 0) {
            return false;
        }
        if (room.bytes() < needed) { // nor ever will
            counters.add(QueueCounter.DROPS_TOO_BIG, 1);
            done(0);
            return true;
        }
        header.write(room, frame, chains);
        from.clear();
        frame.copyPieces(from);
        from.copyTo(room, headerBytes);
        int left = needed;
        for (int k = 0; k < chains; k++) {
            int written = Math.min(left, buffers.bytes(next + k));
            ring.note(k, buffers, next + k, written);
            left -= written;
        }
        room.markDirty(ring);
        frames++;
        bytes += frame.bytes();
        done(chains);
        return true;
    }

    /**
     * The frame at hand is done with, when the ring says so: whatever fault surfaces, perhaps another guest's, that is
     * either so or it is not, and the rest follows from it.
     */
    private void done(int chains) {
        dueChains = chains;
        dueGivenBack = ring.givenBack() + chains;
        isDue = true;
        ring.complete(chains);
        settle();
    }

    private void settle() {
        if (!isDue) {
            return;
        }
        boolean given = ring.givenBack() == dueGivenBack;
        settled(given ? 1 : 0);
    }

    /** Calls nothing, so no fault surfaces in its midst. */
    private void settled(int frame) {
        delivered += frame;
        next += frame * dueChains;
        doneEntry = frame == 1 ? entryAtHand : doneEntry;
        isDue = false;
    }

    /** Collects chains until they have that much room, or no more may be; returns how many, 0 if there are too few. */
    private int reserve(int needed) {
        room.clear();
        int most = features.mergeable() ? MAX_CHAINS - 1 : 1;
        int chains = 0;
        while (room.bytes() < needed && chains < most) {
            if (chains == ring.size()) { // the guest has no more to bring
                return chains;
            }
            if (next + chains == buffers.taken() && !readFurther(chains)) {
                return 0;
            }
            requireWritable(next + chains);
            buffers.copyPieces(next + chains, room);
            chains++;
        }
        return chains;
    }

    /** Makes room for more chains behind those reserved, and reads some; they keep their places. */
    private boolean readFurther(int reserved) {
        if (next > 0) { // those before are completed: read the others again, from the beginning
            buffers.clear();
            next = 0;
            ring.rewind();
            return ring.gather(buffers, MAX_CHAINS - 1) > reserved;
        }
        return ring.gather(buffers, MAX_CHAINS - 1 - buffers.taken()) > 0;
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
