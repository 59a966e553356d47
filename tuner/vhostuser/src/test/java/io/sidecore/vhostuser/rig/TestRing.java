package io.sidecore.vhostuser.rig;

import io.sidecore.vhostuser.ring.RingPlace;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.sys.RawMemory;

/** The driver's side of a split virtqueue, field by field: tests put into it what they like. */
public final class TestRing {

    private final long descriptors;
    private final long avail;
    private final long used;
    private final int size;

    /** @param at our address of its memory, {@link #bytes} of it, page aligned */
    public TestRing(long at, int size) {
        this.size = size;
        this.descriptors = at;
        this.avail = at + availOffset(size);
        this.used = at + usedOffset(size);
    }

    public static long availOffset(int size) {
        return SplitLayout.descriptorBytes(size);
    }

    public static long usedOffset(int size) {
        return (availOffset(size) + SplitLayout.availBytes(size) + 63) & -64;
    }

    public static long bytes(int size) {
        return (usedOffset(size) + SplitLayout.usedBytes(size) + 4095) & -4096;
    }

    public int size() {
        return size;
    }

    /** Where it is, for a device that sees the memory at the same addresses as the test. */
    public RingPlace place() {
        return new RingPlace(size, descriptors, avail, used, RingPlace.NOT_LOGGED);
    }

    public long descriptors() {
        return descriptors;
    }

    public long avail() {
        return avail;
    }

    public long used() {
        return used;
    }

    public void descriptor(int index, long address, int length, int flags, int next) {
        descriptorAt(descriptors + (long) index * SplitLayout.DESCRIPTOR_BYTES, address, length, flags, next);
    }

    /** One anywhere, as in an indirect table. */
    public static void descriptorAt(long at, long address, int length, int flags, int next) {
        RawMemory.putLong(at, address);
        RawMemory.putInt(at + SplitLayout.DESCRIPTOR_LENGTH, length);
        RawMemory.putShort(at + SplitLayout.DESCRIPTOR_FLAGS, flags);
        RawMemory.putShort(at + SplitLayout.DESCRIPTOR_NEXT, next);
    }

    /** Adds a chain to those available. */
    public void offer(int head) {
        int index = availIndex();
        RawMemory.putShort(avail + SplitLayout.RING_ENTRIES + 2L * (index & (size - 1)), head);
        setAvailIndex(index + 1);
    }

    public int availIndex() {
        return RawMemory.getShort(avail + SplitLayout.RING_INDEX);
    }

    public void setAvailIndex(int index) {
        RawMemory.putShortRelease(avail + SplitLayout.RING_INDEX, index & 0xffff);
    }

    public void setAvailFlags(int flags) {
        RawMemory.putShort(avail + SplitLayout.RING_FLAGS, flags);
    }

    /** After which used index the driver wants to be called. */
    public void setUsedEvent(int index) {
        RawMemory.putShort(avail + SplitLayout.usedEvent(size), index);
    }

    public int usedIndex() {
        return RawMemory.getShortAcquire(used + SplitLayout.RING_INDEX);
    }

    public void setUsedIndex(int index) {
        RawMemory.putShort(used + SplitLayout.RING_INDEX, index);
    }

    public int usedFlags() {
        return RawMemory.getShort(used + SplitLayout.RING_FLAGS);
    }

    /** After which available index the device wants to be kicked. */
    public int availEvent() {
        return RawMemory.getShort(used + SplitLayout.availEvent(size));
    }

    public int usedHead(int index) {
        return RawMemory.getInt(usedEntry(index));
    }

    public int usedLength(int index) {
        return RawMemory.getInt(usedEntry(index) + 4);
    }

    private long usedEntry(int index) {
        return used + SplitLayout.RING_ENTRIES + (long) SplitLayout.USED_ENTRY_BYTES * (index & (size - 1));
    }
}
