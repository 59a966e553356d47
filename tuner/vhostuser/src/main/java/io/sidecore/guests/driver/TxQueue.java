package io.sidecore.guests.driver;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.sys.RawMemory;

/**
 * Sends frames. Every slot has its buffer and its descriptors for good; to send a frame is to write it, set its length
 * and offer the slot's head. The net header stays zero: no offload is used.
 */
public final class TxQueue {

    private static final int TABLE_BYTES = 2 * SplitLayout.DESCRIPTOR_BYTES;

    private final DriverRing ring;
    private final TxLayout layout;
    private final long buffers;
    private final long strideBytes;
    private final long tables;

    /** A stack of the slots that are not in flight: the one last used is the one whose cache lines are warm. */
    private final int[] freeSlots;

    private int free;

    /**
     * @param maxFrameBytes the longest frame that will be sent
     */
    public TxQueue(GuestMemory memory, DriverRing ring, TxLayout layout, int maxFrameBytes) {
        this.ring = ring;
        this.layout = layout;
        int slots = ring.size() / layout.descriptors();
        this.strideBytes = strideBytes(maxFrameBytes);
        this.buffers = memory.allocate(slots * strideBytes);
        this.tables = memory.allocate((long) slots * TABLE_BYTES);
        this.freeSlots = new int[slots];
        for (int slot = slots - 1; slot >= 0; slot--) {
            describe(memory, slot);
            freeSlots[free++] = slot;
        }
    }

    private static long strideBytes(int maxFrameBytes) {
        return GuestMemory.pieceBytes(Features.NET_HEADER_BYTES + (long) maxFrameBytes);
    }

    /** How much guest memory the queue takes at most, without its ring. */
    public static long bytes(int ringSize, int maxFrameBytes) {
        return ringSize * (strideBytes(maxFrameBytes) + TABLE_BYTES);
    }

    private void describe(GuestMemory memory, int slot) {
        long header = memory.guestPhysical(buffer(slot));
        int headerBytes = Features.NET_HEADER_BYTES;
        Descriptor frame = new Descriptor(header + headerBytes, 0, 0, 0);
        switch (layout) {
            case ONE -> ring.describe(slot, new Descriptor(header, 0, 0, 0));
            case TWO -> {
                ring.describe(2 * slot, new Descriptor(header, headerBytes, SplitLayout.NEXT, 2 * slot + 1));
                ring.describe(2 * slot + 1, frame);
            }
            case INDIRECT -> {
                long table = table(slot);
                new Descriptor(header, headerBytes, SplitLayout.NEXT, 1).write(table);
                frame.write(table + SplitLayout.DESCRIPTOR_BYTES);
                ring.describe(slot, new Descriptor(memory.guestPhysical(table), TABLE_BYTES, SplitLayout.INDIRECT, 0));
            }
        }
    }

    private long buffer(int slot) {
        return buffers + slot * strideBytes;
    }

    private long table(int slot) {
        return tables + (long) slot * TABLE_BYTES;
    }

    /** Whether a frame can be posted. */
    public boolean hasRoom() {
        return free > 0;
    }

    /** Where to write the next frame, from its Ethernet header on; only if there is room. */
    public long frame() {
        return buffer(freeSlots[free - 1]) + Features.NET_HEADER_BYTES;
    }

    /** Posts the frame that was written to {@link #frame}; the device sees it at the next {@link #flush}. */
    public void post(int frameBytes) {
        int slot = freeSlots[--free];
        switch (layout) {
            case ONE -> setLength(ring.descriptor(slot), Features.NET_HEADER_BYTES + frameBytes);
            case TWO -> setLength(ring.descriptor(2 * slot + 1), frameBytes);
            case INDIRECT -> setLength(table(slot) + SplitLayout.DESCRIPTOR_BYTES, frameBytes);
        }
        ring.offer(slot * layout.descriptors());
    }

    private static void setLength(long descriptor, int bytes) {
        RawMemory.putInt(descriptor + SplitLayout.DESCRIPTOR_LENGTH, bytes);
    }

    /** Shows the device what was posted. */
    public void flush() {
        ring.publish();
    }

    /**
     * Takes back the slots that the device is done with.
     *
     * @return how many
     */
    public int reclaim() {
        int count = ring.used();
        for (int i = 0; i < count; i++) {
            freeSlots[free++] = ring.take() / layout.descriptors();
        }
        return count;
    }

    /** Frames that the device is not done with. */
    public int inFlight() {
        return freeSlots.length - free;
    }
}
