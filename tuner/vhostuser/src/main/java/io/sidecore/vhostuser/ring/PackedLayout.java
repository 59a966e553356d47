package io.sidecore.vhostuser.ring;

/**
 * Where the parts of a packed virtqueue lie (virtio 1.2, section 2.8). A descriptor is 16 bytes: address, length, id,
 * flags. Each side's event suppression is 4 bytes: a position with its wrap counter, and flags.
 */
public final class PackedLayout {

    public static final int DESCRIPTOR_BYTES = 16;
    public static final int DESCRIPTOR_LENGTH = 8;
    public static final int DESCRIPTOR_ID = 12;
    public static final int DESCRIPTOR_FLAGS = 14;

    /** Equal to the driver's wrap counter if the driver wrote the descriptor last; with the other bit unlike it. */
    public static final int AVAIL = 1 << 7;

    /** Equal to {@link #AVAIL} if the device wrote the descriptor last. */
    public static final int USED = 1 << 15;

    public static final int EVENT_BYTES = 4;
    public static final int EVENT_POSITION = 0;
    public static final int EVENT_FLAGS = 2;

    /** In a position and in a vring base: the wrap counter. */
    public static final int WRAP = 1 << 15;

    public static final int EVENT_ENABLE = 0;
    public static final int EVENT_DISABLE = 1;
    public static final int EVENT_AT_POSITION = 2;
    static final int EVENT_FLAGS_MASK = 3;

    private PackedLayout() {}

    public static long descriptorBytes(int size) {
        return (long) size * DESCRIPTOR_BYTES;
    }
}
