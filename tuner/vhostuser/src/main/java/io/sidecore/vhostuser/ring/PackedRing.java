package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.RawMemory;

/**
 * A packed virtqueue (virtio 1.2, section 2.8): one ring of descriptors, which the driver makes available by their
 * flags, and the device gives back by writing the first descriptor of the chain's place anew.
 */
public final class PackedRing extends DeviceRing {

    private final long descriptors;
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

    /** Descriptors of the chain that {@link #collect} has read. */
    private int chainSlots;

    private int chainId;

    /** @param base see {@link #base}; with no upper half, as DPDK gives it, that is like the lower one */
    public PackedRing(GuestMemory memory, RingPlace place, int base, RingFeatures features) {
        super(memory, place, features);
        this.descriptors = place.descriptors();
        this.driverEvent = place.driver();
        this.deviceEvent = place.device();
        this.isLogged = place.usedLogAddress() != RingPlace.NOT_LOGGED;
        this.eventIdx = features.eventIdx();
        this.ids = new int[size];
        this.slots = new int[size];
        this.written = new int[size];
        this.passed = new int[size];
        // Nothing is in flight when a queue starts, so that both halves mean the same.
        publishAt = (base & ~PackedLayout.WRAP & 0xffff) % size;
        publishWrap = (base & PackedLayout.WRAP) != 0;
        completeAt = publishAt;
        completeWrap = publishWrap;
        gatherAt = publishAt;
        gatherWrap = publishWrap;
        toldAt = publishAt;
        toldWrap = publishWrap;
    }

    @Override
    public void begin() {
        kicksOff();
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

    private long at(int slot) {
        return descriptors + (long) slot * PackedLayout.DESCRIPTOR_BYTES;
    }

    /** Where a descriptor's length, id and flags are. */
    private long restAt(int slot) {
        return at(slot) + PackedLayout.DESCRIPTOR_LENGTH;
    }

    private static boolean isAvailable(long rest, boolean wrap) {
        boolean avail = (rest & (long) PackedLayout.AVAIL << 48) != 0;
        boolean used = (rest & (long) PackedLayout.USED << 48) != 0;
        return avail == wrap && used != wrap;
    }

    @Override
    public int gather(Chains to, int max) {
        int gathered = 0;
        try {
            while (gathered < max && to.hasRoom() && slotsTaken < size) {
                long rest = RawMemory.getLongAcquire(restAt(gatherAt));
                if (!isAvailable(rest, gatherWrap)) {
                    break;
                }
                read(rest, to);
                advanceGather();
                gathered++;
            }
        } catch (RingException e) {
            if (gathered == 0) {
                throw e;
            }
        }
        return gathered;
    }

    private void read(long rest, Chains to) {
        int flags = (int) (rest >>> 48);
        long address = RawMemory.getLong(at(gatherAt));
        chainId = (int) (rest >>> 32) & 0xffff;
        chainSlots = 1;
        if ((flags & (SplitLayout.NEXT | SplitLayout.INDIRECT)) == 0) {
            memory.addSingle(chainId, address, checkedLength((int) rest), (flags & SplitLayout.WRITE) != 0, to);
            return;
        }
        to.begin();
        if ((flags & SplitLayout.INDIRECT) != 0) {
            collectTable(address, (int) rest, (flags & SplitLayout.NEXT) != 0, to);
        } else {
            collect(address, rest, to);
        }
        to.end(chainId, chainSlots);
    }

    /** A chain in the ring itself: its descriptors follow each other, and the last one has the id. */
    private void collect(long first, long firstRest, Chains to) {
        long address = first;
        long rest = firstRest;
        int slot = gatherAt;
        while (true) {
            int flags = (int) (rest >>> 48);
            if ((flags & SplitLayout.INDIRECT) != 0) {
                throw new RingException("an indirect descriptor inside a chain or table");
            }
            memory.addBuffer(address, checkedLength((int) rest), (flags & SplitLayout.WRITE) != 0, to);
            chainId = (int) (rest >>> 32) & 0xffff;
            if ((flags & SplitLayout.NEXT) == 0) {
                return;
            }
            if (slotsTaken + chainSlots++ >= size) {
                throw new RingException("a chain of more than " + size + " descriptors, so it loops");
            }
            slot = slot + 1 == size ? 0 : slot + 1;
            address = RawMemory.getLong(at(slot));
            rest = RawMemory.getLong(restAt(slot));
        }
    }

    /**
     * A table. What it says of writing does not count where nothing is to be written: DPDK's driver leaves that flag where
     * it likes in the tables of frames to transmit (virtqueue_enqueue_xmit_packed, seen in 22.11).
     */
    private void collectTable(long table, int length, boolean hasNext, Chains to) {
        int entries = tableEntries(checkedLength(length), hasNext);
        int counts = to.isOnlyRead() ? 0 : SplitLayout.WRITE;
        long at = memory.hostAddress(table, length);
        for (int i = 0; i < entries; i++, at += PackedLayout.DESCRIPTOR_BYTES) {
            long address = RawMemory.getLong(at);
            long rest = RawMemory.getLong(at + PackedLayout.DESCRIPTOR_LENGTH);
            int flags = (int) (rest >>> 48);
            if ((flags & SplitLayout.INDIRECT) != 0) {
                throw new RingException("an indirect descriptor inside a chain or table");
            }
            memory.addBuffer(address, checkedLength((int) rest), (flags & counts) != 0, to);
        }
    }

    private void advanceGather() {
        slotsTaken += chainSlots;
        gatherAt += chainSlots;
        if (gatherAt >= size) {
            gatherAt -= size;
            gatherWrap = !gatherWrap;
        }
    }

    @Override
    public boolean hasMore() {
        return slotsTaken < size && isAvailable(RawMemory.getLongAcquire(restAt(gatherAt)), gatherWrap);
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
    public void note(int k, Chains chains, int i, int bytesWritten) {
        int index = noteAt(k);
        ids[index] = chains.id(i);
        slots[index] = chains.slots(i);
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
        return completed > 0 || toldAt != publishAt || toldWrap != publishWrap;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The driver looks at the first of them first; so that one is written last, and all of them at once. What a call
     * has written that was cut short afterwards is not written again: the driver may have used its places anew.
     */
    @Override
    public boolean publish() {
        if (attempted > 0 && !isAvailable(RawMemory.getLong(restAt(publishAt)), publishWrap)) {
            pass(attempted);
        }
        if (!isUnpublished()) {
            return false;
        }
        if (completed > 0) {
            attempted = completed;
            write();
        }
        RawMemory.fullFence(); // the guest sets its wish, then looks at the descriptors; we do it the other way round
        return wantsCall();
    }

    private void write() {
        int at = publishAt;
        boolean wrap = publishWrap;
        int note = firstNote;
        long first = word(note, wrap);
        for (int k = 0; k < completed; k++) {
            if (k > 0) {
                RawMemory.putLong(restAt(at), word(note, wrap));
            }
            at += slots[note];
            if (at >= size) {
                at -= size;
                wrap = !wrap;
            }
            note = note + 1 == size ? 0 : note + 1;
        }
        RawMemory.putLongRelease(restAt(publishAt), first);
        if (isLogged && memory.isLogged()) {
            log();
        }
    }

    /** After the writes, or a page might be copied before them and not again. */
    private void log() {
        int at = publishAt;
        int note = firstNote;
        for (int k = 0; k < completed; k++) {
            memory.markDirty(at(at), PackedLayout.DESCRIPTOR_BYTES);
            at += slots[note];
            at -= at >= size ? size : 0;
            note = note + 1 == size ? 0 : note + 1;
        }
    }

    private long word(int note, boolean wrap) {
        int flags = (wrap ? PackedLayout.AVAIL | PackedLayout.USED : 0) | (written[note] > 0 ? SplitLayout.WRITE : 0);
        return Integer.toUnsignedLong(written[note]) | (long) ids[note] << 32 | (long) flags << 48;
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
