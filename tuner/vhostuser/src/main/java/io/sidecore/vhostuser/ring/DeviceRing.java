package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.RawMemory;

/**
 * The device's side of a split virtqueue. One thread at a time uses it: the worker that owns the queue. What it keeps
 * between calls is the owner's alone; everything in shared memory is read once into locals, since the guest may change
 * it at any time.
 */
public final class DeviceRing {

    private final GuestMemory memory;
    private final int size;
    private final long descriptors;
    private final long avail;
    private final long used;
    private final boolean eventIdx;
    private final boolean indirect;

    /** The next entry of the available ring to take, and how far the guest had filled it when last looked at. */
    private int nextAvail;

    private int seenAvail;

    /** The next entry of the used ring to fill, and how far the guest has been told. */
    private int nextUsed;

    private int publishedUsed;
    private boolean begun;

    /**
     * @param size a power of two, checked by the caller
     * @param descriptors our address of the descriptor table
     * @param avail our address of the available ring
     * @param used our address of the used ring
     * @param base the first entry of the available ring to take
     */
    public DeviceRing(
            GuestMemory memory, int size, long descriptors, long avail, long used, int base, RingFeatures features) {
        this.memory = memory;
        this.size = size;
        this.descriptors = descriptors;
        this.avail = avail;
        this.used = used;
        this.eventIdx = features.eventIdx();
        this.indirect = features.indirect();
        this.nextAvail = base;
        this.seenAvail = base;
    }

    /**
     * Looks where the used ring stands, and asks for no kicks. To be called by the owner when it takes the queue over;
     * not earlier, since only a worker can bear the fault if the memory has shrunk.
     */
    public void begin() {
        if (!begun) {
            nextUsed = RawMemory.getShort(used + SplitLayout.RING_INDEX);
            publishedUsed = nextUsed;
            begun = true;
        }
        kicksOff();
    }

    public int size() {
        return size;
    }

    /** The first entry of the available ring that was not taken; what GET_VRING_BASE asks for. */
    public int nextAvail() {
        return nextAvail;
    }

    /**
     * How many chains wait, looking at the guest's index anew.
     *
     * @throws RingException if there are more than the ring can hold
     */
    public int available() {
        seenAvail = RawMemory.getShortAcquire(avail + SplitLayout.RING_INDEX);
        int waiting = (seenAvail - nextAvail) & 0xffff;
        if (waiting > size) {
            throw new RingException("an available index that is " + waiting + " ahead in a ring of " + size);
        }
        return waiting;
    }

    /** The guest's index at this moment, unchecked. It differs from {@link #nextAvail} if there is something to do. */
    public int peekIndex() {
        return RawMemory.getShortAcquire(avail + SplitLayout.RING_INDEX);
    }

    /** How many chains waited when last looked at. */
    public int seenAvailable() {
        return (seenAvail - nextAvail) & 0xffff;
    }

    /** The guest's index when last looked at; it changes whenever the guest adds a chain. */
    public int seenIndex() {
        return seenAvail;
    }

    /** The head of the i-th chain that waits. */
    public int head(int i) {
        int head = RawMemory.getShort(avail
                + SplitLayout.RING_ENTRIES
                + (long) ((nextAvail + i) & (size - 1)) * SplitLayout.AVAIL_ENTRY_BYTES);
        if (head >= size) {
            throw new RingException("head " + head + " in a ring of " + size);
        }
        return head;
    }

    /**
     * Adds the buffers of a chain.
     *
     * @param writable whether they are for the device to write, all of them
     * @throws RingException if the chain loops, leaves the guest's memory, or has buffers of the other kind
     */
    public void collect(int head, boolean writable, Segments to) {
        long table = descriptors;
        int entries = size;
        int index = head;
        boolean inTable = false;
        for (int steps = 0; steps < entries; steps++) {
            long at = table + (long) index * SplitLayout.DESCRIPTOR_BYTES;
            long address = RawMemory.getLong(at);
            long rest = RawMemory.getLong(at + SplitLayout.DESCRIPTOR_LENGTH);
            int length = (int) rest;
            int flags = (int) (rest >>> 32) & 0xffff;
            if (length <= 0) { // none at all is allowed to no driver, and would make a chain cost more than it brings
                throw new RingException("a descriptor of " + Integer.toUnsignedString(length) + " bytes");
            }
            if ((flags & SplitLayout.INDIRECT) != 0) {
                entries = indirectEntries(length, flags, inTable);
                table = memory.hostAddress(address, length);
                inTable = true;
                index = 0;
                steps = -1;
                continue;
            }
            if (((flags & SplitLayout.WRITE) != 0) != writable) {
                throw new RingException("a buffer for the "
                        + (writable ? "device to read in a receive" : "device to write in a transmit") + " queue");
            }
            memory.addBuffer(address, length, to);
            if ((flags & SplitLayout.NEXT) == 0) {
                return;
            }
            index = (int) (rest >>> 48);
            if (index >= entries) {
                throw new RingException("a chain that goes on at descriptor " + index + " of " + entries);
            }
        }
        throw new RingException("a chain of more than " + entries + " descriptors, so it loops");
    }

    private int indirectEntries(int length, int flags, boolean inTable) {
        if (!indirect || inTable || (flags & SplitLayout.NEXT) != 0) {
            throw new RingException(
                    indirect
                            ? "an indirect descriptor inside a chain or table"
                            : "an indirect descriptor, not negotiated");
        }
        int entries = length / SplitLayout.DESCRIPTOR_BYTES;
        if (length % SplitLayout.DESCRIPTOR_BYTES != 0 || entries > SplitLayout.MAX_SIZE) {
            throw new RingException("an indirect table of " + length + " bytes");
        }
        return entries;
    }

    /**
     * Notes in the used ring what became of a chain. It counts only from {@link #complete} on.
     *
     * @param i for the i-th chain that waits
     * @param written bytes written into it
     */
    public void note(int i, int head, int written) {
        long entry =
                used + SplitLayout.RING_ENTRIES + (long) ((nextUsed + i) & (size - 1)) * SplitLayout.USED_ENTRY_BYTES;
        RawMemory.putLong(entry, head | ((long) written << 32));
    }

    /**
     * Takes the first n of the chains that wait, and gives them back as noted; the guest learns of it by {@link
     * #publish}. Nothing can come between the two, not even an error that surfaces late: this calls nothing.
     */
    public void complete(int n) {
        nextAvail = (nextAvail + n) & 0xffff;
        nextUsed = (nextUsed + n) & 0xffff;
    }

    /** Whether the guest does not know yet of all that was given back. */
    public boolean isUnpublished() {
        return nextUsed != publishedUsed;
    }

    /**
     * Lets the guest see what was given back; {@link #published} must follow, after the call.
     *
     * @return whether it wants to be called
     */
    public boolean publish() {
        if (nextUsed == publishedUsed) {
            return false;
        }
        RawMemory.putShortRelease(used + SplitLayout.RING_INDEX, nextUsed);
        RawMemory.fullFence(); // the guest sets its wish, then looks at our index; we do it the other way round
        if (eventIdx) {
            int event = RawMemory.getShort(avail + SplitLayout.usedEvent(size));
            return SplitLayout.passes(event, nextUsed, publishedUsed);
        }
        return (RawMemory.getShort(avail + SplitLayout.RING_FLAGS) & SplitLayout.NO_NOTIFY) == 0;
    }

    /** The guest has been told, and called if it wanted. A fault that surfaces before this makes it be told again. */
    public void published() {
        publishedUsed = nextUsed;
    }

    /**
     * Asks for a kick when the next chain is added to those seen. Look at the index afterwards: it may have been just
     * now. Chains that were seen and not taken, because they are too few for a frame, are none to be kicked for again;
     * with EVENT_IDX, to ask for a kick at the first of them would be to get none ever.
     */
    public void kicksOn() {
        if (eventIdx) {
            RawMemory.putShort(used + SplitLayout.availEvent(size), seenAvail);
        } else {
            RawMemory.putShort(used + SplitLayout.RING_FLAGS, 0);
        }
        RawMemory.fullFence();
    }

    /**
     * Asks for no kicks. With EVENT_IDX the event is put half the index range away; a guest that gets that far, and so
     * kicks once in vain, does no harm.
     */
    public void kicksOff() {
        if (eventIdx) {
            RawMemory.putShort(used + SplitLayout.availEvent(size), (nextAvail + 0x8000) & 0xffff);
        } else {
            RawMemory.putShort(used + SplitLayout.RING_FLAGS, SplitLayout.NO_NOTIFY);
        }
    }
}
