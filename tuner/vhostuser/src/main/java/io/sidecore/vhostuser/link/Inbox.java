package io.sidecore.vhostuser.link;

import io.sidecore.vhostuser.sys.RawMemory;

/**
 * Frames as they come in, each in native memory of its own with room before it for a net header and a VLAN tag. Reused;
 * one thread at a time.
 */
public final class Inbox implements AutoCloseable {

    /** Frames that it holds at most. */
    public static final int MAX = 64;

    /** The largest frame that a link gives: 64 KiB of IP, an Ethernet header and a VLAN tag. */
    static final int ROOM_BYTES = 65535 + 18;

    /** Before each frame: the net header, and a tag that is put back. */
    private static final int HEADROOM_BYTES = 32;

    /** Not a multiple of the page size: else the beginnings of all frames would share a few sets of the cache. */
    private static final int STRIDE_BYTES = (1 << 16) + 128;

    private final long[] addresses = new long[MAX];
    private final int[] bytes = new int[MAX];
    private final long[] offloads = new long[MAX];
    private final int[] checksumOffsets = new int[MAX];
    private final long area = RawMemory.allocateUninitialized((long) MAX * STRIDE_BYTES);
    private int count;
    private boolean drained = true;

    /** Where the i-th frame is to be read to, its net header right before it. */
    long place(int i) {
        return area + (long) i * STRIDE_BYTES + HEADROOM_BYTES;
    }

    void clear() {
        count = 0;
        drained = false;
    }

    /**
     * Adds a frame.
     *
     * @param offload the first 8 bytes of its net header, and the 2 after them
     */
    void add(long address, int length, long offload, int checksumOffset) {
        addresses[count] = address;
        bytes[count] = length;
        offloads[count] = offload;
        checksumOffsets[count++] = checksumOffset;
    }

    /** There was no other frame. */
    void setDrained() {
        drained = true;
    }

    /** Whether no other frame waited when it was filled. */
    public boolean isDrained() {
        return drained;
    }

    public int count() {
        return count;
    }

    /** Where the i-th frame begins. */
    public long address(int i) {
        return addresses[i];
    }

    /** Its length; less than a header's if it was cut off, or is no frame. */
    public int bytes(int i) {
        return bytes[i];
    }

    /** What is left to be done to it: the first 8 bytes of struct virtio_net_hdr. */
    public long offload(int i) {
        return offloads[i];
    }

    /** The next 2 bytes: where the checksum is, from where it begins to count. */
    public int checksumOffset(int i) {
        return checksumOffsets[i];
    }

    @Override
    public void close() {
        RawMemory.free(area);
    }
}
