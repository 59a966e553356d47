package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * A packed virtqueue (virtio 1.2, section 2.8): one ring of descriptors, which the driver makes available by their
 * flags, and the device gives back by writing the first descriptor of the chain's place anew.
 */
public final class PackedRing extends DeviceRing {

    private final PackedDescriptors descriptors;
    private final long driverEvent;
    private final long deviceEvent;
    private final boolean isLogged;
    private final boolean eventIdx;

    /** Positions, each with its wrap counter: the next to gather, to complete, to publish; how far the guest was told. */
    private int gatherAt;

    private boolean gatherWrap;
    private int completeAt;
    private boolean completeWrap;
    private int publishAt;
    private boolean publishWrap;
    private int toldAt;
    private boolean toldWrap;

    /** An earlier device may have been killed after it gave chains back, and before it called. */
    private boolean callDue;

    /** Slots between publishAt and gatherAt: never more than the ring has. */
    private int slotsTaken;

    private int slotsCompleted;

    /** What was noted for chains that are not published, from the one at publishAt on: a queue in a ring buffer. */
    private final int[] ids;

    private final int[] slots;
    private final int[] written;

    /** Slots of those noted and not completed, up to each and with it. */
    private final int[] passed;

    private int firstNote;
    private int completed;

    /** How many of them a call of publish has begun to write, which may have been cut short. */
    private int attempted;

    /**
     * Where what is in flight is noted; null if it need not be. Else the id that gives a chain back has the entry there in
     * its upper half.
     */
    private final @Nullable PackedInflight inflight;

    /** Of those completed, how many are noted as being given back. */
    private int linked;

    private boolean begun;

    /** @param base see {@link #base}; with no upper half, as DPDK gives it, that is like the lower one */
    public PackedRing(GuestMemory memory, RingPlace place, int base, RingFeatures features) {
        this(memory, place, base, features, null);
    }

    /** @param inflight where to note what is in flight, and to find what was; null for nowhere */
    public PackedRing(
            GuestMemory memory, RingPlace place, int base, RingFeatures features, @Nullable InflightPlace inflight) {
        super(memory, place, features);
        this.descriptors = new PackedDescriptors(this, place.descriptors());
        this.driverEvent = place.driver();
        this.deviceEvent = place.device();
        this.isLogged = place.usedLogAddress() != RingPlace.NOT_LOGGED;
        this.eventIdx = features.eventIdx();
        this.inflight = inflight == null ? null : new PackedInflight(inflight, size);
        this.ids = new int[size];
        this.slots = new int[size];
        this.written = new int[size];
        this.passed = new int[size];
        // Nothing is in flight when a queue starts, so that both halves mean the same.
        startAt((base & ~PackedLayout.WRAP & 0xffff) % size, (base & PackedLayout.WRAP) != 0);
    }

    private void startAt(int position, boolean wrap) {
        publishAt = position;
        publishWrap = wrap;
        completeAt = position;
        completeWrap = wrap;
        gatherAt = position;
        gatherWrap = wrap;
        toldAt = position;
        toldWrap = wrap;
        callDue = position != 0 || !wrap;
        slotsTaken = 0;
    }

    @Override
    public void begin() {
        if (!begun && inflight != null) {
            if (inflight.isUsed()) {
                recover(inflight);
            } else {
                inflight.clear(completeAt, completeWrap);
            }
        }
        begun = true;
        kicksOff();
    }

    /** Goes on where an earlier backend was killed: the frontend does not know where that is. */
    private void recover(PackedInflight notes) {
        boolean seen = descriptors.endBatch(notes);
        int slotsInFlight = notes.recover(seen);
        int place = notes.place();
        startAt(place & PackedLayout.WRAP - 1, (place & PackedLayout.WRAP) != 0);
        advanceGather(slotsInFlight);
    }

    @Override
    public boolean isResumed() {
        return completeAt != 0 || !completeWrap;
    }

    /** {@inheritDoc} Bits 0-14 and 16-30: the position; 15 and 31: its wrap counter. */
    @Override
    public int base() {
        int half = completeAt | (completeWrap ? PackedLayout.WRAP : 0);
        return half << 16 | half;
    }

    private static boolean isAvailable(long rest, boolean wrap) {
        boolean avail = (rest & (long) PackedLayout.AVAIL << 48) != 0;
        boolean used = (rest & (long) PackedLayout.USED << 48) != 0;
        return avail == wrap && used != wrap;
    }

    @Override
    public int gather(Chains to, int max) {
        int gathered = 0;
        if (inflight != null) {
            for (; gathered < max && inflight.hasAgain() && to.hasRoom(); gathered++) {
                descriptors.readAgain(inflight, inflight.peekAgain(), to);
                inflight.tookAgain();
            }
            if (inflight.hasAgain()) {
                return gathered;
            }
        }
        try {
            while (gathered < max && to.hasRoom() && slotsTaken < size) {
                long rest = RawMemory.getLongAcquire(descriptors.restAt(gatherAt));
                if (!isAvailable(rest, gatherWrap)) {
                    break;
                }
                int slotsRead = descriptors.read(gatherAt, rest, size - slotsTaken, to);
                if (inflight != null) {
                    descriptors.note(inflight, gatherAt, to);
                }
                advanceGather(slotsRead);
                gathered++;
            }
        } catch (RingException e) {
            if (gathered == 0) {
                throw e;
            }
        }
        return gathered;
    }

    private void advanceGather(int slotsRead) {
        slotsTaken += slotsRead;
        gatherAt += slotsRead;
        if (gatherAt >= size) {
            gatherAt -= size;
            gatherWrap = !gatherWrap;
        }
    }

    @Override
    public boolean hasMore() {
        return (inflight != null && inflight.hasAgain())
                || (slotsTaken < size
                        && isAvailable(RawMemory.getLongAcquire(descriptors.restAt(gatherAt)), gatherWrap));
    }

    @Override
    public boolean hasNews() {
        return hasMore();
    }

    @Override
    public int seenWaiting() {
        return hasMore() ? 1 : 0;
    }

    @Override
    public int peekWaiting() {
        return seenWaiting();
    }

    @Override
    public void rewind() {
        gatherAt = completeAt;
        gatherWrap = completeWrap;
        slotsTaken = slotsCompleted;
    }

    private int noteAt(int k) {
        int index = firstNote + completed + k;
        return index >= size ? index - size : index;
    }

    @Override
    public void note(int k, int id, int chainSlotCount, int bytesWritten) {
        int index = noteAt(k);
        ids[index] = id;
        slots[index] = chainSlotCount;
        written[index] = bytesWritten;
        passed[index] = slots[index] + (k == 0 ? 0 : passed[noteAt(k - 1)]);
    }

    @Override
    public void complete(int n) {
        if (n == 0) {
            return;
        }
        int last = firstNote + completed + n - 1;
        int by = passed[last >= size ? last - size : last];
        completed += n;
        slotsCompleted += by;
        completeAt += by;
        if (completeAt >= size) {
            completeAt -= size;
            completeWrap = !completeWrap;
        }
    }

    @Override
    public boolean isUnpublished() {
        return completed > 0 || toldAt != publishAt || toldWrap != publishWrap || callDue;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The driver looks at the first of them first; so that one is written last, and all of them at once. What a call
     * has written that was cut short afterwards is not written again: the driver may have used its places anew.
     */
    @Override
    public boolean publish() {
        if (attempted > 0 && !isAvailable(RawMemory.getLong(descriptors.restAt(publishAt)), publishWrap)) {
            pass(attempted);
        }
        if (!isUnpublished()) {
            return false;
        }
        if (completed > 0) {
            attempted = completed;
            if (inflight != null) {
                beginBatch(inflight);
            }
            write();
        }
        RawMemory.fullFence(); // the guest sets its wish, then looks at the descriptors; we do it the other way round
        return callDue || wantsCall();
    }

    private void beginBatch(PackedInflight notes) {
        for (; linked < completed; linked++) { // once only, also if all of it is done again
            notes.link(ids[(firstNote + linked) % size] >>> 16);
        }
        notes.beginBatch(completeAt, completeWrap);
        RawMemory.fullFence();
    }

    private void write() {
        int at = publishAt;
        boolean wrap = publishWrap;
        int note = firstNote;
        long first = word(note, wrap);
        for (int k = 0; k < completed; k++) {
            if (k > 0) {
                RawMemory.putLong(descriptors.restAt(at), word(note, wrap));
            }
            at += slots[note];
            if (at >= size) {
                at -= size;
                wrap = !wrap;
            }
            note = note + 1 == size ? 0 : note + 1;
        }
        RawMemory.putLongRelease(descriptors.restAt(publishAt), first);
        if (isLogged && memory.isLogged()) {
            log();
        }
    }

    /** After the writes, or a page might be copied before them and not again. */
    private void log() {
        int at = publishAt;
        int note = firstNote;
        for (int k = 0; k < completed; k++) {
            memory.markDirty(descriptors.at(at), PackedLayout.DESCRIPTOR_BYTES);
            at += slots[note];
            at -= at >= size ? size : 0;
            note = note + 1 == size ? 0 : note + 1;
        }
    }

    private long word(int note, boolean wrap) {
        int flags = (wrap ? PackedLayout.AVAIL | PackedLayout.USED : 0) | (written[note] > 0 ? SplitLayout.WRITE : 0);
        return Integer.toUnsignedLong(written[note]) | (ids[note] & 0xffffL) << 32 | (long) flags << 48;
    }

    /** As DPDK's vhost_vring_call_packed and Linux' virtqueue_kick_prepare_packed have it, from the other side. */
    private boolean wantsCall() {
        int wish = RawMemory.getInt(driverEvent);
        int flags = wish >>> 16 & PackedLayout.EVENT_FLAGS_MASK;
        if (flags != PackedLayout.EVENT_AT_POSITION || !eventIdx) {
            return flags != PackedLayout.EVENT_DISABLE;
        }
        int event = wish & (PackedLayout.WRAP - 1);
        boolean sameLap = ((wish & PackedLayout.WRAP) != 0) == completeWrap;
        int older = completeWrap == toldWrap ? toldAt : toldAt - size;
        return SplitLayout.passes(sameLap ? event : event - size, completeAt, older);
    }

    @Override
    public void published() {
        pass(completed);
        toldAt = publishAt;
        toldWrap = publishWrap;
        callDue = false;
    }

    /** The driver has got the next n; what changes, changes at once, as in {@link #complete}. */
    private void pass(int n) {
        int at = publishAt;
        boolean wrap = publishWrap;
        int note = firstNote;
        int by = 0;
        for (int k = 0; k < n; k++) {
            by += slots[note];
            note = note + 1 == size ? 0 : note + 1;
        }
        at += by;
        if (at >= size) {
            at -= size;
            wrap = !wrap;
        }
        if (inflight != null && n > 0) {
            for (int k = 0; k < n; k++) {
                inflight.gaveBack(ids[(firstNote + k) % size] >>> 16);
            }
            inflight.commit(at, wrap);
            linked -= n;
        }
        publishAt = at;
        publishWrap = wrap;
        firstNote = note;
        completed -= n;
        slotsTaken -= by;
        slotsCompleted -= by;
        attempted = 0;
    }

    @Override
    public void kicksOn() {
        if (eventIdx) {
            RawMemory.putShort(
                    deviceEvent + PackedLayout.EVENT_POSITION, gatherAt | (gatherWrap ? PackedLayout.WRAP : 0));
            RawMemory.putShortRelease(deviceEvent + PackedLayout.EVENT_FLAGS, PackedLayout.EVENT_AT_POSITION);
        } else {
            RawMemory.putShort(deviceEvent + PackedLayout.EVENT_FLAGS, PackedLayout.EVENT_ENABLE);
        }
        RawMemory.fullFence();
    }

    @Override
    public void kicksOff() {
        RawMemory.putShort(deviceEvent + PackedLayout.EVENT_FLAGS, PackedLayout.EVENT_DISABLE);
    }
}
