package io.sidecore.guests.driver;

import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.sys.RawMemory;

/**
 * The driver's side of one split ring: offers heads of descriptor chains, shows them to the device, kicks it where it
 * asked for that, and takes back what the device has used. One thread at a time; allocates nothing after construction.
 *
 * <p>Calls are off until {@link #askForCall}: a driver that polls needs none.
 */
public final class DriverRing implements AutoCloseable {

    private final int size;
    private final boolean eventIdx;
    private final long descriptors;
    private final long avail;
    private final long used;
    private final boolean[] inFlight;
    private final EventFd kick = EventFd.create();
    private final EventFd call = EventFd.create();

    /** 16-bit indices, which wrap: what was offered, what of that the device was shown, what came back. */
    private int offered;

    private int shown;
    private int taken;

    private long kicks;

    /**
     * Makes an empty ring.
     *
     * @param size a power of two in [2, 32768]
     * @param eventIdx whether EVENT_IDX was negotiated
     */
    public DriverRing(GuestMemory memory, int size, boolean eventIdx) {
        this.size = requireSize(size);
        this.eventIdx = eventIdx;
        this.inFlight = new boolean[size];
        this.descriptors = memory.allocate(SplitLayout.descriptorBytes(size));
        this.avail = memory.allocate(SplitLayout.availBytes(size));
        this.used = memory.allocate(SplitLayout.usedBytes(size));
        refuseCalls();
    }

    /** Checks a ring size. */
    public static int requireSize(int size) {
        if (size < 2 || size > SplitLayout.MAX_SIZE || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException(
                    "ring size must be a power of two in [2," + SplitLayout.MAX_SIZE + "]: " + size);
        }
        return size;
    }

    /** How much guest memory a ring takes. */
    public static long bytes(int size) {
        return GuestMemory.pieceBytes(SplitLayout.descriptorBytes(size))
                + GuestMemory.pieceBytes(SplitLayout.availBytes(size))
                + GuestMemory.pieceBytes(SplitLayout.usedBytes(size));
    }

    /** Writes a descriptor of the ring. */
    void describe(int index, Descriptor descriptor) {
        descriptor.write(this.descriptor(index));
    }

    /** The address of a descriptor of the ring. */
    long descriptor(int index) {
        return descriptors + (long) index * SplitLayout.DESCRIPTOR_BYTES;
    }

    /** Puts a chain into the available ring; the device sees it at the next {@link #publish}. */
    void offer(int head) {
        inFlight[head] = true;
        long entry = (long) (offered & (size - 1)) * SplitLayout.AVAIL_ENTRY_BYTES;
        RawMemory.putShort(avail + SplitLayout.RING_ENTRIES + entry, head);
        offered = (offered + 1) & 0xffff;
    }

    /** Shows the device what was offered since the last time, and kicks it if it asked to be. */
    void publish() {
        if (offered == shown) {
            return;
        }
        RawMemory.putShortRelease(avail + SplitLayout.RING_INDEX, offered);
        RawMemory.fullFence(); // the device writes its wish, then reads our index: we must do it the other way round
        if (wantsKick()) {
            kick.signal();
            kicks++;
        }
        shown = offered;
    }

    private boolean wantsKick() {
        if (eventIdx) {
            return SplitLayout.passes(RawMemory.getShort(used + SplitLayout.availEvent(size)), offered, shown);
        }
        return (RawMemory.getShort(used + SplitLayout.RING_FLAGS) & SplitLayout.NO_NOTIFY) == 0;
    }

    /**
     * How many chains the device has used and we have not taken.
     *
     * @throws ProtocolException if that is more than the ring has
     */
    int used() {
        int count = (RawMemory.getShortAcquire(used + SplitLayout.RING_INDEX) - taken) & 0xffff;
        if (count > size) {
            throw new ProtocolException("the backend says it has used " + count + " chains of a ring that has " + size);
        }
        return count;
    }

    /** The head of the next used chain, which stays in the ring; only if {@link #used} was at least 1. */
    int peek() {
        long head = Integer.toUnsignedLong(RawMemory.getInt(usedEntry()));
        if (head >= size || !inFlight[(int) head]) {
            throw new ProtocolException("the backend has used chain " + head + ", which is not in flight");
        }
        return (int) head;
    }

    /** How many bytes the device says it wrote into the next used chain. */
    int writtenBytes() {
        return RawMemory.getInt(usedEntry() + 4);
    }

    private long usedEntry() {
        return used + SplitLayout.RING_ENTRIES + (long) (taken & (size - 1)) * SplitLayout.USED_ENTRY_BYTES;
    }

    /** Takes the next used chain out of the ring. */
    int take() {
        int head = peek();
        inFlight[head] = false;
        taken = (taken + 1) & 0xffff;
        if ((taken & (SplitLayout.MAX_SIZE - 1)) == 0) {
            refuseCalls(); // see there; calls are never wanted while chains are taken
        }
        return head;
    }

    /**
     * Asks the device for a call as soon as it uses another chain.
     *
     * @return false if it has already: then there is no call to wait for
     */
    boolean askForCall() {
        if (eventIdx) {
            RawMemory.putShort(avail + SplitLayout.usedEvent(size), taken);
        } else {
            RawMemory.putShort(avail + SplitLayout.RING_FLAGS, 0);
        }
        RawMemory.fullFence(); // see publish: the device does the same the other way round
        return used() == 0;
    }

    /**
     * Wants no more calls. With EVENT_IDX there is no way to say so; but an index just behind comes up again only 65536
     * chains later, and is moved on by then.
     */
    void refuseCalls() {
        if (eventIdx) {
            RawMemory.putShort(avail + SplitLayout.usedEvent(size), taken - 1);
        } else {
            RawMemory.putShort(avail + SplitLayout.RING_FLAGS, SplitLayout.NO_NOTIFY);
        }
    }

    public int size() {
        return size;
    }

    /** User addresses, as SET_VRING_ADDR wants them. */
    long descriptorsAddress() {
        return descriptors;
    }

    long availAddress() {
        return avail;
    }

    long usedAddress() {
        return used;
    }

    EventFd kick() {
        return kick;
    }

    EventFd call() {
        return call;
    }

    /** Kicks sent so far. */
    long kicks() {
        return kicks;
    }

    @Override
    public void close() {
        kick.close();
        call.close();
    }
}
