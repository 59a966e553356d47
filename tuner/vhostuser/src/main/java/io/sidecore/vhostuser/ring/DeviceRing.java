package io.sidecore.vhostuser.ring;

/**
 * The device's side of a virtqueue, split or packed. One thread at a time uses it: the worker that owns the queue. What
 * it keeps between calls is the owner's alone; everything in shared memory is read once into locals, since the guest may
 * change it at any time.
 *
 * <p>A chain is gathered (read), then noted and completed (its fate is decided), then published (the guest sees that).
 * What was gathered and not completed can be read again: {@link #rewind}.
 */
public abstract class DeviceRing {

    final GuestMemory memory;
    final int size;
    private final long address;
    private final boolean indirect;

    /** Written by {@link #complete} only, with what else it writes. */
    int givenBack;

    DeviceRing(GuestMemory memory, RingPlace place, RingFeatures features) {
        this.memory = memory;
        this.size = place.size();
        this.address = place.descriptors();
        this.indirect = features.indirect();
    }

    /** Our address of its descriptors. */
    public final long address() {
        return address;
    }

    /** How many descriptors it has. */
    public final int size() {
        return size;
    }

    /**
     * Looks where the ring stands, and asks for no kicks. To be called by the owner when it takes the queue over; not
     * earlier, since only a worker can bear the fault if the memory has shrunk.
     */
    public abstract void begin();

    /** Whether the guest has already used this ring: its device went on from an earlier connection. After begin. */
    public abstract boolean isResumed();

    /**
     * What SET_VRING_BASE would have to say to a device that goes on where this one has come to. If chains are completed
     * in another order than they came, it is right only when all have been.
     */
    public abstract int base();

    /**
     * Reads chains that wait, in order, into the room that there is.
     *
     * @param max how many at most
     * @return how many
     * @throws RingException if the first of them breaks a rule; if a later one does, at the next call
     */
    public abstract int gather(Chains to, int max);

    /** Whether the guest has more than was gathered. Reads its memory, and does not throw. */
    public abstract boolean hasMore();

    /** Whether the guest has added chains since the last time that gather looked. Does not throw. */
    public abstract boolean hasNews();

    /** How many chains waited beyond those gathered when last looked at; at least 1 stands for any number. */
    public abstract int seenWaiting();

    /** How many chains wait beyond those gathered, looking anew; as {@link #seenWaiting}. Does not throw. */
    public abstract int peekWaiting();

    /** Forgets what was gathered and not completed. Only for a device that completes in order. */
    public abstract void rewind();

    /**
     * Notes what became of a chain. It counts only from {@link #complete} on.
     *
     * @param k as the k-th after those completed
     * @param written bytes written into it
     */
    public final void note(int k, Chains chains, int i, int written) {
        note(k, chains.id(i), chains.slots(i), written);
    }

    /**
     * As above, for a device that gives chains back in another order than it got them, long after they were gathered.
     *
     * @param id of the chain, {@link Chains#id}
     * @param slots that it took, {@link Chains#slots}
     */
    public abstract void note(int k, int id, int slots, int written);

    /**
     * Gives back the next n chains as noted; the guest learns of it by {@link #publish}. Nothing can come between the
     * chains, not even an error that surfaces late: this calls nothing.
     */
    public abstract void complete(int n);

    /**
     * How many chains were given back in all; may wrap. What a fault cut short around {@link #complete} is known from
     * this: either it has happened, or it has not.
     */
    public final int givenBack() {
        return givenBack;
    }

    /** Whether the guest does not know yet of all that was given back. */
    public abstract boolean isUnpublished();

    /**
     * Lets the guest see what was given back; {@link #published} must follow, after the call.
     *
     * @return whether it wants to be called
     */
    public abstract boolean publish();

    /** The guest has been told, and called if it wanted. A fault that surfaces before this makes it be told again. */
    public abstract void published();

    /**
     * Asks for a kick when the next chain is added to those seen. Look afterwards: it may have been just now. Chains that
     * were seen and not completed, because they are too few for a frame, are none to be kicked for again.
     */
    public abstract void kicksOn();

    /** Asks for no kicks. A guest may give one in vain all the same, and does no harm. */
    public abstract void kicksOff();

    /** Notes that memory of the guest's was written, at an address of ours, if it is about to migrate. */
    public final void markDirty(long hostAddress, long bytes) {
        memory.markDirty(hostAddress, bytes);
    }

    /** Checks an indirect table, and returns how many descriptors it has. */
    final int tableEntries(int length, boolean misplaced) {
        if (!indirect || misplaced) {
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

    static int checkedLength(int length) {
        if (length <= 0) { // none at all is allowed to no driver, and would make a chain cost more than it brings
            throw new RingException("a descriptor of " + Integer.toUnsignedString(length) + " bytes");
        }
        return length;
    }
}
