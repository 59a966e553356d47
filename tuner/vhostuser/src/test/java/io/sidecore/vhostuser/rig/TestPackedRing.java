package io.sidecore.vhostuser.rig;

import io.sidecore.vhostuser.ring.PackedLayout;
import io.sidecore.vhostuser.ring.RingPlace;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.sys.RawMemory;

/** The driver's side of a packed virtqueue: tests put descriptors into it as they like, or as a driver does. */
public final class TestPackedRing {

    private static final int WRAPS = PackedLayout.AVAIL | PackedLayout.USED;

    private final long descriptors;
    private final long driverEvent;
    private final long deviceEvent;
    private final int size;

    private int availAt;
    private boolean availWrap = true;
    private int usedAt;
    private boolean usedWrap = true;

    /** @param at our address of its memory, {@link #bytes} of it, zeroed and page aligned */
    public TestPackedRing(long at, int size) {
        this.size = size;
        this.descriptors = at;
        this.driverEvent = at + driverEventOffset(size);
        this.deviceEvent = at + deviceEventOffset(size);
    }

    public static long driverEventOffset(int size) {
        return PackedLayout.descriptorBytes(size);
    }

    public static long deviceEventOffset(int size) {
        return driverEventOffset(size) + PackedLayout.EVENT_BYTES;
    }

    public static long bytes(int size) {
        return (deviceEventOffset(size) + PackedLayout.EVENT_BYTES + 4095) & -4096;
    }

    /** Where it is, for a device that sees the memory at the same addresses as the test. */
    public RingPlace place() {
        return new RingPlace(size, descriptors, driverEvent, deviceEvent, RingPlace.NOT_LOGGED);
    }

    /** As if both sides had come to this position. */
    public void startAt(int position, boolean wrap) {
        availAt = position;
        usedAt = position;
        availWrap = wrap;
        usedWrap = wrap;
        for (int slot = 0; slot < size; slot++) { // used in the lap of the position, or in the one before
            boolean lap = (slot < position) == wrap;
            RawMemory.putShort(at(slot) + PackedLayout.DESCRIPTOR_FLAGS, lap ? WRAPS : 0);
        }
    }

    private long at(int slot) {
        return descriptors + (long) slot * PackedLayout.DESCRIPTOR_BYTES;
    }

    /** Makes a chain of one descriptor available. */
    public void offer(int id, long address, int length, int flags) {
        put(0, id, address, length, flags);
        advance(1);
    }

    /** Writes a descriptor so many places after the next one, available in its lap; the first must be written last. */
    public void put(int ahead, int id, long address, int length, int flags) {
        int slot = availAt + ahead;
        boolean wrap = slot < size == availWrap;
        slot = slot % size;
        raw(slot, id, address, length, flags | (wrap ? PackedLayout.AVAIL : PackedLayout.USED));
    }

    /** A descriptor as it is, anywhere in the ring. */
    public void raw(int slot, int id, long address, int length, int flags) {
        descriptorAt(at(slot), id, address, length, flags);
    }

    /** One in any place, as in an indirect table. */
    public static void descriptorAt(long at, int id, long address, int length, int flags) {
        RawMemory.putLong(at, address);
        RawMemory.putInt(at + PackedLayout.DESCRIPTOR_LENGTH, length);
        RawMemory.putShort(at + PackedLayout.DESCRIPTOR_ID, id);
        RawMemory.putShortRelease(at + PackedLayout.DESCRIPTOR_FLAGS, flags);
    }

    /** What was put counts as made available. */
    public void advance(int slots) {
        availAt += slots;
        if (availAt >= size) {
            availAt -= size;
            availWrap = !availWrap;
        }
    }

    /** Where the next chain goes. */
    public int availPosition() {
        return availAt;
    }

    /** Whether the device has given back the next chain. */
    public boolean isUsed() {
        int flags = RawMemory.getShortAcquire(at(usedAt) + PackedLayout.DESCRIPTOR_FLAGS);
        return (flags & WRAPS) == (usedWrap ? WRAPS : 0);
    }

    public int usedId() {
        return RawMemory.getShort(at(usedAt) + PackedLayout.DESCRIPTOR_ID);
    }

    public int usedLength() {
        return RawMemory.getInt(at(usedAt) + PackedLayout.DESCRIPTOR_LENGTH);
    }

    public boolean isUsedForWriting() {
        return (RawMemory.getShort(at(usedAt) + PackedLayout.DESCRIPTOR_FLAGS) & SplitLayout.WRITE) != 0;
    }

    /** Takes what was given back, a chain of so many descriptors. */
    public void take(int slots) {
        usedAt += slots;
        if (usedAt >= size) {
            usedAt -= size;
            usedWrap = !usedWrap;
        }
    }

    /** When the driver wants to be called. */
    public void setWish(int position, boolean wrap, int flags) {
        RawMemory.putShort(driverEvent + PackedLayout.EVENT_POSITION, position | (wrap ? PackedLayout.WRAP : 0));
        RawMemory.putShort(driverEvent + PackedLayout.EVENT_FLAGS, flags);
    }

    /** When the device wants to be kicked: the flags. */
    public int deviceFlags() {
        return RawMemory.getShort(deviceEvent + PackedLayout.EVENT_FLAGS);
    }

    /** The same: the position, with its wrap counter in bit 15. */
    public int devicePosition() {
        return RawMemory.getShort(deviceEvent + PackedLayout.EVENT_POSITION);
    }
}
