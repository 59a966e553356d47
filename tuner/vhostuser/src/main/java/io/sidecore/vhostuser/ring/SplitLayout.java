package io.sidecore.vhostuser.ring;

/**
 * Where the parts of a split virtqueue lie (virtio 1.2, section 2.7). Descriptors are 16 bytes: address, length, flags,
 * next. The available ring is flags, index, heads, then used_event; the used ring is flags, index, entries of head and
 * length, then avail_event.
 */
public final class SplitLayout {

    public static final int DESCRIPTOR_BYTES = 16;
    public static final int DESCRIPTOR_LENGTH = 8;
    public static final int DESCRIPTOR_FLAGS = 12;
    public static final int DESCRIPTOR_NEXT = 14;

    /** The chain goes on. */
    public static final int NEXT = 1;

    /** The device writes this buffer. */
    public static final int WRITE = 2;

    /** The buffer is a table of descriptors. */
    public static final int INDIRECT = 4;

    /** Offsets from the start of the available and the used ring. */
    public static final int RING_FLAGS = 0;

    public static final int RING_INDEX = 2;
    public static final int RING_ENTRIES = 4;

    public static final int AVAIL_ENTRY_BYTES = 2;
    public static final int USED_ENTRY_BYTES = 8;

    /** In the flags of either ring: do not notify me. A hint, and without meaning where EVENT_IDX is used. */
    public static final int NO_NOTIFY = 1;

    /** The largest ring that the standard allows. */
    public static final int MAX_SIZE = 32768;

    private SplitLayout() {}

    public static long descriptorBytes(int size) {
        return (long) size * DESCRIPTOR_BYTES;
    }

    /** Bytes of the available ring, used_event included. */
    public static long availBytes(int size) {
        return RING_ENTRIES + (long) size * AVAIL_ENTRY_BYTES + 2;
    }

    /** Bytes of the used ring, avail_event included. */
    public static long usedBytes(int size) {
        return RING_ENTRIES + (long) size * USED_ENTRY_BYTES + 2;
    }

    /** Offset of used_event in the available ring: where the driver says when to call it. */
    public static long usedEvent(int size) {
        return RING_ENTRIES + (long) size * AVAIL_ENTRY_BYTES;
    }

    /** Offset of avail_event in the used ring: where the device says when to kick it. */
    public static long availEvent(int size) {
        return RING_ENTRIES + (long) size * USED_ENTRY_BYTES;
    }

    /**
     * Whether to notify: the other side asked to be told when the index passes {@code event}, and it went from
     * {@code older} to {@code newer}. All are 16-bit indices that wrap (virtio 1.2, section 2.7.7.2).
     */
    public static boolean passes(int event, int newer, int older) {
        return ((newer - event - 1) & 0xffff) < ((newer - older) & 0xffff);
    }
}
