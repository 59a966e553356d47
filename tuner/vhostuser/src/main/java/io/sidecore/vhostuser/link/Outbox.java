package io.sidecore.vhostuser.link;

import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.sys.RawMemory;

/**
 * Frames on their way out, as the kernel wants them: an array of struct mmsghdr, whose pieces are a net header of our own
 * and then those of the frame, wherever it lies. Nothing is copied. Reused; one thread at a time.
 */
public final class Outbox implements AutoCloseable {

    /** Frames that it holds at most. */
    public static final int MAX = 64;

    /** The kernel's limit for one message. */
    static final int MAX_PIECES = 1024;

    static final int MESSAGE_BYTES = 64;
    private static final int IOVEC_BYTES = 16;
    private static final int HEADER_BYTES = 16;
    private static final int ALL_PIECES = 2 * MAX_PIECES;
    private static final int MESSAGE_IOVEC = 16;
    private static final int MESSAGE_IOVECS = 24;

    private final int headerBytes;
    private final long messages =
            RawMemory.allocate((long) MAX * (MESSAGE_BYTES + HEADER_BYTES) + (long) ALL_PIECES * IOVEC_BYTES);
    private final long headers = messages + (long) MAX * MESSAGE_BYTES;
    private final long iovecs = headers + (long) MAX * HEADER_BYTES;
    private final int[] bytes = new int[MAX];
    private int count;
    private int pieces;

    private int sent;
    private long sentBytes;
    private int settled;
    private boolean droppedAny;
    private final int[] dropped = new int[Drop.values().length];

    /** Why a frame was dropped. */
    public enum Drop {
        /** The interface has no room for more. */
        FULL,
        /** The frame is larger than the interface takes, or in more pieces than the kernel does. */
        TOO_BIG,
        /** The kernel does not take it for a frame. */
        REFUSED,
        /** The interface is down, or gone. */
        DOWN
    }

    /** @param headerBytes length of the net header that the interface wants before each frame; 0 for none */
    public Outbox(int headerBytes) {
        this.headerBytes = headerBytes;
    }

    /** Nothing is in it, and nothing became of it. */
    public void clear() {
        count = 0;
        pieces = 0;
        sent = 0;
        sentBytes = 0;
        droppedAny = false;
        for (int i = 0; i < dropped.length; i++) {
            dropped[i] = 0;
        }
    }

    /**
     * Adds a frame.
     *
     * @param frame its pieces, which must stay where they are until it is sent
     * @param offload what is left to be done, as in the first 8 bytes of struct virtio_net_hdr
     * @return false if there is no room; what is in it must be sent first
     */
    public boolean add(Segments frame, long offload, int checksumOffset) {
        if (frame.count() >= MAX_PIECES) {
            drop(Drop.TOO_BIG, 1);
            return true;
        }
        if (count == MAX || pieces + frame.count() + 1 > ALL_PIECES) {
            return false;
        }
        long header = headers + (long) count * HEADER_BYTES;
        RawMemory.putLong(header, offload);
        RawMemory.putLong(header + 8, checksumOffset);
        long first = iovecs + (long) pieces * IOVEC_BYTES;
        long at = first;
        if (headerBytes > 0) {
            RawMemory.putLong(at, header);
            RawMemory.putLong(at + 8, headerBytes);
            at += IOVEC_BYTES;
        }
        at = frame.writeTo(at);
        int used = (int) ((at - first) / IOVEC_BYTES);
        long message = message(count);
        RawMemory.putLong(message + MESSAGE_IOVEC, first);
        RawMemory.putLong(message + MESSAGE_IOVECS, used);
        pieces += used;
        bytes[count++] = frame.bytes();
        return true;
    }

    int count() {
        return count;
    }

    /** The struct mmsghdr of the i-th frame; those of others follow. */
    long message(int i) {
        return messages + (long) i * MESSAGE_BYTES;
    }

    long iovec(int i) {
        return RawMemory.getLong(message(i) + MESSAGE_IOVEC);
    }

    int iovecs(int i) {
        return (int) RawMemory.getLong(message(i) + MESSAGE_IOVECS);
    }

    void sent(int i) {
        sent++;
        settled++;
        sentBytes += bytes[i];
    }

    void drop(Drop reason, int frames) {
        dropped[reason.ordinal()] += frames;
        droppedAny |= frames > 0;
        settled += frames;
    }

    /** All are sent or dropped: makes room for others. */
    void empty() {
        count = 0;
        pieces = 0;
    }

    /** Frames that were sent since it was cleared. */
    public int sent() {
        return sent;
    }

    /** Bytes in those frames. */
    public long sentBytes() {
        return sentBytes;
    }

    /** Frames that were sent or dropped in all, also before it was cleared. May wrap. */
    public int settled() {
        return settled;
    }

    /** Whether any was dropped since it was cleared. */
    public boolean droppedAny() {
        return droppedAny;
    }

    /** Frames that were dropped for that reason since it was cleared. */
    public int dropped(Drop reason) {
        return dropped[reason.ordinal()];
    }

    @Override
    public void close() {
        RawMemory.free(messages);
    }
}
