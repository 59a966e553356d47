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

    /** What was put into the guest's buffers, and is given to it all at once. */
    private final Batch batch = new Batch();

    private boolean broken;
    private int delivered;

    /** Since the last {@link #flush}. */
    private int direct;

    private int frames;
    private long bytes;

    /** Frames in the guest's buffers that it is not given yet: if a fault surfaces, they are put there again. */
    private static final class Batch {

        /** Buffers that they take, from {@link #next} on. */
        private int chains;

        /** Frames that are dealt with then, and those of them that the guest gets. */
        private int taken;

        private int frames;
        private long bytes;

        /** The entry in staging of the last one. */
        private long entry = NONE;

        /** How many chains the ring has given back once it is given; only if it is about to be. */
        private int dueGivenBack;

        private boolean isDue;

        private void begin(long entryBefore) {
            chains = 0;
            taken = 0;
            frames = 0;
            bytes = 0;
            entry = entryBefore;
            isDue = false;
        }

        private void add(int chainsOfFrame, int frameBytes) {
            chains += chainsOfFrame;
            taken++;
            frames++;
            bytes += frameBytes;
        }
    }

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
        beginBatch();
        int before = delivered;
        if (broken || !staging.isEmpty() || worker.isCareful()) {
            return 0;
        }
        try {
            int i = start;
            while (i < end && hasBuffer() && put(given[i])) {
                i++;
            }
        } catch (RingException e) { // this guest's fault, not the sender's
            broken = true;
            breakDevice(e);
        }
        giveBatch();
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
        beginBatch();
        if (staging.isEmpty()) {
            return 0;
        }
        int given = 0;
        boolean whole = false;
        try {
            given = putStaged();
            giveBatch();
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
                if (!hasBuffer() || !put(staged)) {
                    full = true;
                    return given;
                }
                batch.entry = entry;
                given++;
            }
            staging.advance();
        }
        return given;
    }

    /** Whether the guest has it, though a fault kept it from being gone past; the numbers of entries wrap. */
    private boolean isDone(long entry) {
        return doneEntry != NONE && (int) (entry - doneEntry) <= 0;
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
        return next + batch.chains < buffers.taken() || readAhead();
    }

    /** Returns false if the guest's buffers cannot hold the frame at the moment; drops it if they never can. */
    private boolean put(Frame frame) {
        int i = next + batch.chains;
        int needed = headerBytes + frame.bytes();
        if (!buffers.isSingle(i) || buffers.length(i) < needed || frame.address() == 0) {
            return putInPieces(frame, needed);
        }
        requireWritable(i);
        long at = buffers.address(i);
        header.write(at, frame, 1);
        RawMemory.copy(frame.address(), at + headerBytes, frame.bytes());
        ring.markDirty(at, needed);
        ring.note(batch.chains, buffers, i, needed);
        batch.add(1, frame.bytes());
        return true;
    }

    private boolean readAhead() {
        giveBatch();
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
            batch.taken++;
            return true;
        }
        header.write(room, frame, chains);
        from.clear();
        frame.copyPieces(from);
        from.copyTo(room, headerBytes);
        int left = needed;
        for (int k = batch.chains; k < batch.chains + chains; k++) {
            int written = Math.min(left, buffers.bytes(next + k));
            ring.note(k, buffers, next + k, written);
            left -= written;
        }
        room.markDirty(ring);
        batch.add(chains, frame.bytes());
        return true;
    }

    /** What was put and not given, as a fault came between, is put again. */
    private void beginBatch() {
        settle();
        batch.begin(doneEntry);
    }

    /**
     * Gives the guest all that was put, as soon as the ring says so: whatever fault surfaces, perhaps another guest's, that
     * is either so or it is not, and the rest follows from it.
     */
    private void giveBatch() {
        batch.dueGivenBack = ring.givenBack() + batch.chains;
        batch.isDue = true;
        ring.complete(batch.chains);
        settle();
        batch.begin(doneEntry);
    }

    private void settle() {
        if (batch.isDue && ring.givenBack() == batch.dueGivenBack) {
            given(batch);
        }
    }

    /** Calls nothing, so no fault surfaces in its midst. */
    private void given(Batch whole) {
        delivered += whole.taken;
        frames += whole.frames;
        bytes += whole.bytes;
        next += whole.chains;
        doneEntry = whole.entry;
        whole.isDue = false;
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
            if (next + batch.chains + chains == buffers.taken() && !readFurther(chains)) {
                return 0;
            }
            int i = next + batch.chains + chains;
            requireWritable(i);
            buffers.copyPieces(i, room);
            chains++;
        }
        return chains;
    }

    /** Makes room for more chains behind those reserved, and reads some; they keep their places. */
    private boolean readFurther(int reserved) {
        giveBatch();
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
