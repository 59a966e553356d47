package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * A packed virtqueue (virtio 1.2, section 2.8): one ring of descriptors, which the driver makes available by their
 * flags, and the device gives back by writing the first descriptor of the chain's place anew.
 */
public final class PackedRing extends DeviceRing {

    private final long descriptors;
    private final long driverEvent;
    private final long deviceEvent;
    private final long usedLogAddress;
    private final boolean eventIdx;

    /** Positions, each with its wrap counter: the next to gather, to complete, and to publish. */
    private int gatherAt;

    private boolean gatherWrap;
    private int completeAt;
    private boolean completeWrap;
    private int publishAt;
    private boolean publishWrap;

    /** Slots between publishAt and gatherAt: never more than the ring has. */
    private int slotsTaken;

    private int slotsCompleted;

    /** What was noted for chains that are not published, from the one at publishAt on: a queue in a ring buffer. */
    private final int[] ids;

    private final int[] slots;
    private final int[] written;
    private int firstNote;
    private int completed;

    /** Descriptors of the chain that {@link #collect} has read. */
    private int chainSlots;

    private int chainId;

    /**
     * Where what is in flight is noted; null if it need not be. Else the id that gives a chain back has the entry there in
     * its upper half.
     */
    private final @Nullable PackedInflight inflight;

    /** Of those completed, how many are noted as given back. */
    private int linked;

    private boolean begun;

    /** @param base see {@link #base}; with no upper half, as DPDK gives it, that is like the lower one */
    public PackedRing(GuestMemory memory, RingPlace place, int base, RingFeatures features) {
        this(memory, place, base, features, null);
    }

    /**
     * As above.
     *
     * @param inflight where to note what is in flight, and to find what was; null for nowhere
     */
    public PackedRing(
            GuestMemory memory, RingPlace place, int base, RingFeatures features, @Nullable InflightPlace inflight) {
        super(memory, place.size(), features);
        this.descriptors = place.descriptors();
        this.driverEvent = place.driver();
        this.deviceEvent = place.device();
        this.usedLogAddress = place.usedLogAddress();
        this.eventIdx = features.eventIdx();
        this.inflight = inflight == null ? null : new PackedInflight(inflight, size);
        this.ids = new int[size];
        this.slots = new int[size];
        this.written = new int[size];
        // Nothing is in flight when a queue starts, so that both halves mean the same.
        publishAt = (base & ~PackedLayout.WRAP & 0xffff) % size;
        publishWrap = (base & PackedLayout.WRAP) != 0;
        completeAt = publishAt;
        completeWrap = publishWrap;
        gatherAt = publishAt;
        gatherWrap = publishWrap;
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
        int old = notes.oldPlace();
        int position = old & PackedLayout.WRAP - 1;
        boolean wrap = (old & PackedLayout.WRAP) != 0;
        boolean seen = notes.place() != old
                && isUsed(RawMemory.getLongAcquire(at(position) + PackedLayout.DESCRIPTOR_LENGTH), wrap);
        if (!seen && notes.place() != old) {
            takeBack(position, wrap, notes.place() & PackedLayout.WRAP - 1);
        }
        int slots = notes.recover(seen);
        int place = notes.place();
        publishAt = place & PackedLayout.WRAP - 1;
        publishWrap = (place & PackedLayout.WRAP) != 0;
        completeAt = publishAt;
        completeWrap = publishWrap;
        gatherAt = publishAt;
        gatherWrap = publishWrap;
        slotsTaken = 0;
        passGathered(slots);
    }

    private static boolean isUsed(long rest, boolean wrap) {
        boolean avail = (rest & (long) PackedLayout.AVAIL << 48) != 0;
        boolean used = (rest & (long) PackedLayout.USED << 48) != 0;
        return avail == wrap && used == wrap;
    }

    /**
     * Of a batch whose first chain the guest has not seen, all others may have been written. They must not be found when
     * the guest comes there, so they are made to look as if they were still available.
     */
    private void takeBack(int from, boolean fromWrap, int until) {
        boolean wrap = fromWrap;
        int slot = from;
        do {
            RawMemory.putShort(at(slot) + PackedLayout.DESCRIPTOR_FLAGS, wrap ? PackedLayout.AVAIL : PackedLayout.USED);
            if (++slot == size) {
                slot = 0;
                wrap = !wrap;
            }
        } while (slot != until);
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

    private static boolean isAvailable(long rest, boolean wrap) {
        boolean avail = (rest & (long) PackedLayout.AVAIL << 48) != 0;
        boolean used = (rest & (long) PackedLayout.USED << 48) != 0;
        return avail == wrap && used != wrap;
    }

    @Override
    public int gather(Chains to, int max) {
        int gathered = inflight == null ? 0 : gatherAgain(inflight, to, max);
        if (inflight != null && inflight.hasAgain()) {
            return gathered;
        }
        try {
            while (gathered < max && to.hasRoom() && slotsTaken < size) {
                long rest = RawMemory.getLongAcquire(at(gatherAt) + PackedLayout.DESCRIPTOR_LENGTH);
                if (!isAvailable(rest, gatherWrap)) {
                    break;
                }
                read(rest, to);
                if (inflight != null) {
                    to.setLastId(chainId | took(inflight) << 16);
                }
                passGathered(chainSlots);
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
            rest = RawMemory.getLong(at(slot) + PackedLayout.DESCRIPTOR_LENGTH);
        }
    }

    private void collectTable(long table, int length, boolean hasNext, Chains to) {
        int entries = tableEntries(checkedLength(length), hasNext);
        long at = memory.hostAddress(table, length);
        for (int i = 0; i < entries; i++, at += PackedLayout.DESCRIPTOR_BYTES) {
            long address = RawMemory.getLong(at);
            long rest = RawMemory.getLong(at + PackedLayout.DESCRIPTOR_LENGTH);
            int flags = (int) (rest >>> 48);
            if ((flags & SplitLayout.INDIRECT) != 0) {
                throw new RingException("an indirect descriptor inside a chain or table");
            }
            memory.addBuffer(address, checkedLength((int) rest), (flags & SplitLayout.WRITE) != 0, to);
        }
    }

    private int gatherAgain(PackedInflight notes, Chains to, int max) {
        int gathered = 0;
        for (; gathered < max && notes.hasAgain() && to.hasRoom(); gathered++) {
            readAgain(notes, notes.peekAgain(), to);
            notes.tookAgain();
        }
        return gathered;
    }

    /** A chain whose descriptors may be in the ring no more. */
    private void readAgain(PackedInflight notes, int first, Chains to) {
        to.begin();
        int entry = first;
        int id = 0;
        for (int k = 0; k < notes.count(first); k++, entry = notes.next(entry)) {
            long rest = notes.descriptorRest(entry);
            int flags = (int) (rest >>> 48);
            id = (int) (rest >>> 32) & 0xffff;
            if ((flags & SplitLayout.INDIRECT) != 0) {
                collectTable(notes.descriptorAddress(entry), (int) rest, notes.count(first) > 1, to);
            } else {
                boolean writes = (flags & SplitLayout.WRITE) != 0;
                memory.addBuffer(notes.descriptorAddress(entry), checkedLength((int) rest), writes, to);
            }
        }
        to.end(id | first << 16, notes.count(first));
    }

    /** Notes the chain that was read last; returns where. */
    private int took(PackedInflight notes) {
        int first = 0;
        int slot = gatherAt;
        for (int k = 0; k < chainSlots; k++) {
            first = notes.add(first, k == 0, at(slot));
            slot = slot + 1 == size ? 0 : slot + 1;
        }
        notes.took(first);
        return first;
    }

    private void passGathered(int chainSlotCount) {
        slotsTaken += chainSlotCount;
        gatherAt += chainSlotCount;
        if (gatherAt >= size) {
            gatherAt -= size;
            gatherWrap = !gatherWrap;
        }
    }

    @Override
    public boolean hasMore() {
        if (inflight != null && inflight.hasAgain()) {
            return true;
        }
        return slotsTaken < size
                && isAvailable(RawMemory.getLongAcquire(at(gatherAt) + PackedLayout.DESCRIPTOR_LENGTH), gatherWrap);
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
    }

    @Override
    public void complete(int n) {
        int passed = 0;
        for (int k = 0; k < n; k++) {
            passed += slots[noteAt(k)];
        }
        completed += n;
        slotsCompleted += passed;
        completeAt += passed;
        if (completeAt >= size) {
            completeAt -= size;
            completeWrap = !completeWrap;
        }
    }

    @Override
    public boolean isUnpublished() {
        return completed > 0;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The driver looks at the first of them first; so that one is written last, and all of them at once. Each is
     * written by one store, and may be written again after a fault.
     */
    @Override
    public boolean publish() {
        if (completed == 0) {
            return false;
        }
        if (inflight != null) {
            beginBatch(inflight);
        }
        int at = publishAt;
        boolean wrap = publishWrap;
        int note = firstNote;
        long first = word(note, wrap);
        for (int k = 0; k < completed; k++) {
            if (k > 0) {
                RawMemory.putLong(at(at) + PackedLayout.DESCRIPTOR_LENGTH, word(note, wrap));
            }
            logUsed(at);
            at += slots[note];
            if (at >= size) {
                at -= size;
                wrap = !wrap;
            }
            note = note + 1 == size ? 0 : note + 1;
        }
        RawMemory.putLongRelease(at(publishAt) + PackedLayout.DESCRIPTOR_LENGTH, first);
        RawMemory.fullFence(); // the guest sets its wish, then looks at the descriptors; we do it the other way round
        if (inflight != null) {
            endBatch(inflight);
        }
        return wantsCall(at, wrap);
    }

    private void beginBatch(PackedInflight notes) {
        for (; linked < completed; linked++) { // once only, also if a fault lets all of it be done again
            notes.link(ids[(firstNote + linked) % size] >>> 16);
        }
        notes.beginBatch(completeAt, completeWrap);
        RawMemory.fullFence();
    }

    private void endBatch(PackedInflight notes) {
        for (int k = 0; k < completed; k++) {
            notes.gaveBack(ids[(firstNote + k) % size] >>> 16);
        }
        notes.commit(completeAt, completeWrap);
    }

    private long word(int note, boolean wrap) {
        int flags = (wrap ? PackedLayout.AVAIL | PackedLayout.USED : 0) | (written[note] > 0 ? SplitLayout.WRITE : 0);
        return Integer.toUnsignedLong(written[note]) | (ids[note] & 0xffffL) << 32 | (long) flags << 48;
    }

    private void logUsed(int slot) {
        if (memory.isLogged() && usedLogAddress != RingPlace.NOT_LOGGED) {
            memory.markGuestDirty(
                    usedLogAddress + (long) slot * PackedLayout.DESCRIPTOR_BYTES, PackedLayout.DESCRIPTOR_BYTES);
        }
    }

    private boolean wantsCall(int at, boolean wrap) {
        int wish = RawMemory.getInt(driverEvent);
        int flags = wish >>> 16 & PackedLayout.EVENT_FLAGS_MASK;
        if (flags != PackedLayout.EVENT_AT_POSITION || !eventIdx) {
            return flags != PackedLayout.EVENT_DISABLE;
        }
        int event = wish & (PackedLayout.WRAP - 1);
        boolean sameLap = ((wish & PackedLayout.WRAP) != 0) == wrap;
        int older = wrap == publishWrap ? publishAt : publishAt - size;
        return SplitLayout.passes(sameLap ? event : event - size, at, older);
    }

    @Override
    public void published() {
        for (; completed > 0; completed--) {
            publishAt += slots[firstNote];
            if (publishAt >= size) {
                publishAt -= size;
                publishWrap = !publishWrap;
            }
            firstNote = firstNote + 1 == size ? 0 : firstNote + 1;
        }
        slotsTaken -= slotsCompleted;
        slotsCompleted = 0;
        linked = 0;
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
