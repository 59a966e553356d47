package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.RawMemory;
import org.jspecify.annotations.Nullable;

/** A split virtqueue (virtio 1.2, section 2.7). */
public final class SplitRing extends DeviceRing {

    /** What goes through {@link #collect}; a chain of one buffer does not. */
    private static final int LINKED = SplitLayout.NEXT | SplitLayout.INDIRECT;

    private final long descriptors;
    private final long avail;
    private final long used;
    private final long usedLogAddress;
    private final boolean eventIdx;

    /** The next entry of the available ring to gather, and how far the guest had filled it when last looked at. */
    private int nextAvail;

    private int seenAvail;

    /** The next entry of the used ring to fill, and how far the guest has been told. */
    private int nextUsed;

    private int publishedUsed;
    private boolean begun;

    /** An earlier device may have been killed after it gave chains back, and before it called. */
    private boolean callDue;

    /** Where what is in flight is noted; null if it need not be. And the heads in the entries of the used ring. */
    private final @Nullable SplitInflight inflight;

    private final int[] usedHeads;

    /** @param base the first entry of the available ring to take; the used ring is believed instead if it differs */
    public SplitRing(GuestMemory memory, RingPlace place, int base, RingFeatures features) {
        this(memory, place, base, features, null);
    }

    /** @param inflight where to note what is in flight, and to find what was; null for nowhere */
    public SplitRing(
            GuestMemory memory, RingPlace place, int base, RingFeatures features, @Nullable InflightPlace inflight) {
        super(memory, place, features);
        this.inflight = inflight == null ? null : new SplitInflight(inflight, size);
        this.usedHeads = new int[inflight == null ? 0 : size];
        this.descriptors = place.descriptors();
        this.avail = place.driver();
        this.used = place.device();
        this.usedLogAddress = place.usedLogAddress();
        this.eventIdx = features.eventIdx();
        this.nextAvail = base;
        this.seenAvail = base;
        this.nextUsed = base;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Every chain that a device of ours took was given back, unless it is noted as in flight, so the used index tells
     * where to go on. A frontend whose backend was killed may not know: DPDK's then begins at 0, QEMU at the used index.
     */
    @Override
    public void begin() {
        if (!begun) {
            nextUsed = RawMemory.getShort(used + SplitLayout.RING_INDEX);
            publishedUsed = nextUsed;
            int again = inflight == null ? 0 : inflight.recover(nextUsed);
            nextAvail = (nextUsed + again) & 0xffff;
            seenAvail = nextAvail;
            callDue = nextUsed != 0;
            begun = true;
        }
        kicksOff();
    }

    @Override
    public boolean isResumed() {
        return nextUsed != 0;
    }

    @Override
    public int base() {
        return nextUsed;
    }

    @Override
    public int gather(Chains to, int max) {
        to.dropUntaken();
        if (inflight == null) {
            return gatherNew(to, max, false);
        }
        int gathered = 0;
        for (; gathered < max && inflight.hasAgain() && to.hasRoom(); gathered++) {
            readChain(inflight.peekAgain(), to);
            inflight.tookAgain();
            to.take();
        }
        if (inflight.hasAgain()) {
            return gathered;
        }
        int fresh = gatherNew(to, max - gathered, gathered > 0);
        for (int i = to.count() - fresh; i < to.count(); i++) {
            inflight.took(to.id(i));
        }
        return gathered + fresh;
    }

    /** @param forgives whether there are some before, so that the rule that the first breaks is for the next call */
    private int gatherNew(Chains to, int max, boolean forgives) {
        int waiting = (seenAvail - nextAvail) & 0xffff;
        if (waiting < max) {
            waiting = available();
        }
        int limit = Math.min(waiting, max);
        int gathered = 0;
        try {
            for (; gathered < limit && to.hasRoom(); gathered++) {
                read(nextAvail + gathered, to);
            }
        } catch (RingException e) {
            if (gathered == 0 && !forgives) {
                throw e;
            }
        }
        nextAvail = (nextAvail + gathered) & 0xffff;
        to.take();
        return gathered;
    }

    private int available() {
        seenAvail = RawMemory.getShortAcquire(avail + SplitLayout.RING_INDEX);
        int waiting = (seenAvail - nextAvail) & 0xffff;
        int unused = (seenAvail - nextUsed) & 0xffff;
        if (waiting > size || unused > size) {
            throw new RingException(
                    "an available index that is " + Math.max(waiting, unused) + " ahead in a ring of " + size);
        }
        return waiting;
    }

    private void read(int entry, Chains to) {
        long headAt = avail + SplitLayout.RING_ENTRIES + (long) (entry & (size - 1)) * SplitLayout.AVAIL_ENTRY_BYTES;
        int head = RawMemory.getShort(headAt);
        if (head >= size) {
            throw new RingException("head " + head + " in a ring of " + size);
        }
        readChain(head, to);
    }

    private void readChain(int head, Chains to) {
        long at = descriptors + (long) head * SplitLayout.DESCRIPTOR_BYTES;
        long address = RawMemory.getLong(at);
        long rest = RawMemory.getLong(at + SplitLayout.DESCRIPTOR_LENGTH);
        int flags = (int) (rest >>> 32) & 0xffff;
        if ((flags & LINKED) == 0) {
            memory.addSingle(head, address, checkedLength((int) rest), (flags & SplitLayout.WRITE) != 0, to);
        } else {
            to.begin();
            collect(address, rest, to);
            to.end(head, 1);
        }
    }

    /** Adds the buffers of a chain that begins with this descriptor. */
    private void collect(long address, long rest, Chains to) {
        long table = descriptors;
        int entries = size;
        boolean inTable = false;
        int steps = 0;
        while (true) {
            int length = checkedLength((int) rest);
            int flags = (int) (rest >>> 32) & 0xffff;
            int index;
            if ((flags & SplitLayout.INDIRECT) != 0) {
                entries = tableEntries(length, inTable || (flags & SplitLayout.NEXT) != 0);
                table = memory.hostAddress(address, length);
                inTable = true;
                index = 0;
                steps = 0;
            } else {
                memory.addBuffer(address, length, (flags & SplitLayout.WRITE) != 0, to);
                if ((flags & SplitLayout.NEXT) == 0) {
                    return;
                }
                index = (int) (rest >>> 48);
                steps++;
            }
            if (index >= entries) {
                throw new RingException("a chain that goes on at descriptor " + index + " of " + entries);
            }
            if (steps >= entries) {
                throw new RingException("a chain of more than " + entries + " descriptors, so it loops");
            }
            long at = table + (long) index * SplitLayout.DESCRIPTOR_BYTES;
            address = RawMemory.getLong(at);
            rest = RawMemory.getLong(at + SplitLayout.DESCRIPTOR_LENGTH);
        }
    }

    @Override
    public boolean hasMore() {
        return (inflight != null && inflight.hasAgain())
                || RawMemory.getShortAcquire(avail + SplitLayout.RING_INDEX) != nextAvail;
    }

    @Override
    public boolean hasNews() {
        return RawMemory.getShortAcquire(avail + SplitLayout.RING_INDEX) != seenAvail;
    }

    @Override
    public int seenWaiting() {
        return (seenAvail - nextAvail) & 0xffff;
    }

    @Override
    public int peekWaiting() {
        return (RawMemory.getShortAcquire(avail + SplitLayout.RING_INDEX) - nextAvail) & 0xffff;
    }

    @Override
    public void rewind() {
        nextAvail = nextUsed;
    }

    @Override
    public void note(int k, int id, int slots, int written) {
        long entry =
                used + SplitLayout.RING_ENTRIES + (long) ((nextUsed + k) & (size - 1)) * SplitLayout.USED_ENTRY_BYTES;
        RawMemory.putLong(entry, id | ((long) written << 32));
        if (inflight != null) {
            usedHeads[(nextUsed + k) & (size - 1)] = id;
        }
    }

    @Override
    public void complete(int n) {
        nextUsed = (nextUsed + n) & 0xffff;
        givenBack += n;
    }

    @Override
    public boolean isUnpublished() {
        return nextUsed != publishedUsed || callDue;
    }

    @Override
    public boolean publish() {
        if (!isUnpublished()) {
            return false;
        }
        if (inflight != null) {
            publishInflight(inflight);
        } else {
            RawMemory.putShortRelease(used + SplitLayout.RING_INDEX, nextUsed);
        }
        if (memory.isLogged()) {
            logUsed();
        }
        RawMemory.fullFence(); // the guest sets its wish, then looks at our index; we do it the other way round
        if (callDue) {
            return true;
        }
        if (eventIdx) {
            int event = RawMemory.getShort(avail + SplitLayout.usedEvent(size));
            return SplitLayout.passes(event, nextUsed, publishedUsed);
        }
        return (RawMemory.getShort(avail + SplitLayout.RING_FLAGS) & SplitLayout.NO_NOTIFY) == 0;
    }

    /** In this order, so that whoever finds it at any moment knows what the guest has seen. */
    private void publishInflight(SplitInflight notes) {
        int previous = usedHeads[publishedUsed & (size - 1)];
        for (int index = publishedUsed; index != nextUsed; index = (index + 1) & 0xffff) {
            int head = usedHeads[index & (size - 1)];
            notes.link(head, previous);
            previous = head;
        }
        RawMemory.putShortRelease(used + SplitLayout.RING_INDEX, nextUsed);
        RawMemory.fullFence();
        for (int index = publishedUsed; index != nextUsed; index = (index + 1) & 0xffff) {
            notes.gaveBack(usedHeads[index & (size - 1)]);
        }
        notes.endedBatch(nextUsed);
    }

    private void logUsed() {
        if (usedLogAddress == RingPlace.NOT_LOGGED) {
            return;
        }
        for (int index = publishedUsed; index != nextUsed; index = (index + 1) & 0xffff) {
            long at = SplitLayout.RING_ENTRIES + (long) (index & (size - 1)) * SplitLayout.USED_ENTRY_BYTES;
            memory.markGuestDirty(usedLogAddress + at, SplitLayout.USED_ENTRY_BYTES);
        }
        memory.markGuestDirty(usedLogAddress, SplitLayout.RING_ENTRIES);
    }

    @Override
    public void published() {
        publishedUsed = nextUsed;
        callDue = false;
    }

    /** {@inheritDoc} With EVENT_IDX, to ask for one at the first chain seen and not taken would be to get none ever. */
    @Override
    public void kicksOn() {
        if (eventIdx) {
            RawMemory.putShort(used + SplitLayout.availEvent(size), seenAvail);
        } else {
            RawMemory.putShort(used + SplitLayout.RING_FLAGS, 0);
        }
        RawMemory.fullFence();
    }

    /** {@inheritDoc} With EVENT_IDX the event is put half the index range away. */
    @Override
    public void kicksOff() {
        if (eventIdx) {
            RawMemory.putShort(used + SplitLayout.availEvent(size), (nextAvail + 0x8000) & 0xffff);
        } else {
            RawMemory.putShort(used + SplitLayout.RING_FLAGS, SplitLayout.NO_NOTIFY);
        }
    }
}
