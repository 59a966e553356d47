package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.sys.RawMemory;

/**
 * Frames on their way into a receive queue whose worker is another one, or whose guest has no buffers at the moment:
 * what a tap's queue is to vhost. Any worker offers, only the receive queue's owner takes, none locks.
 *
 * <p>A producer claims an entry and room for the bytes with one compare-and-set of both positions, copies, and then
 * commits its entry; frames are taken in the order of the claims. Entries lie apart from the bytes, so that nothing a
 * guest writes can look like one.
 */
final class Staging {

    /** As many frames as a tap's queue holds by default, to the next power of two. */
    static final int ENTRIES = 1024;

    private static final int UNIT_BYTES = 64;
    private static final int UNITS = 8192;

    /** An entry: stamp, length, first unit, state. */
    private static final int ENTRY_BYTES = 16;

    /** The sender's memory faulted while the frame was copied: there is room to free, and no frame. */
    private static final int VOID = 0;

    private static final int WHOLE = 1;

    /** The largest frame: a jumbo frame and then some; at most this much of the room can be lost at the wrap. */
    static final int MAX_FRAME_BYTES = 16 * 1024;

    private final long entries = RawMemory.allocate((long) ENTRIES * ENTRY_BYTES);
    private final long bytes = RawMemory.allocateUninitialized((long) UNITS * UNIT_BYTES);

    /** Three words a cache line apart: claimed, taken (each entry number above, unit number below), dropped. */
    private final long positions = RawMemory.allocate(3 * 128);

    private final long claimed = positions;
    private final long taken = positions + 128;
    private final long dropped = positions + 256;

    /** Adds a frame; if there is no room, counts it as dropped. Any thread. */
    boolean offer(Segments frame) {
        int units = units(frame.bytes());
        while (true) {
            long at = RawMemory.getLongVolatile(claimed);
            int entry = (int) (at >>> 32);
            int unit = (int) at;
            int lostAtWrap = inLap(unit) + units > UNITS ? UNITS - inLap(unit) : 0;
            int first = unit + lostAtWrap;
            long done = RawMemory.getLongVolatile(taken);
            if (entry - (int) (done >>> 32) >= ENTRIES || first + units - (int) done > UNITS) {
                countDrop();
                return false;
            }
            if (fill(at, first, frame)) {
                return true;
            }
        }
    }

    /**
     * Claims an entry and room from a unit on, unless another thread was faster, and copies the frame there. What was
     * claimed is committed whatever happens, or the receiver would wait for it for ever.
     */
    private boolean fill(long at, int first, Segments frame) {
        int length = frame.bytes();
        int entry = (int) (at >>> 32);
        long next = position(entry + 1, first + units(length));
        boolean mine = false;
        int state = VOID;
        try {
            mine = RawMemory.compareAndSetLong(claimed, at, next);
            if (mine) {
                frame.copyTo(bytes + (long) inLap(first) * UNIT_BYTES);
                state = WHOLE;
            }
        } finally {
            if (mine) {
                commit(entry, first, length, state);
            }
        }
        return mine;
    }

    private static int units(int length) {
        return (length + UNIT_BYTES - 1) / UNIT_BYTES;
    }

    private void commit(int entry, int firstUnit, int length, int state) {
        long at = entryAt(entry);
        RawMemory.putInt(at + 4, length);
        RawMemory.putInt(at + 8, firstUnit);
        RawMemory.putInt(at + 12, state);
        // The stamp differs from what any earlier lap left there, so it alone says that the entry is whole.
        RawMemory.putIntRelease(at, entry + 1);
    }

    private static long position(int entry, int unit) {
        return ((long) entry << 32) | (unit & 0xffffffffL);
    }

    private long entryAt(int entry) {
        return entries + (long) (entry & (ENTRIES - 1)) * ENTRY_BYTES;
    }

    private static int inLap(int unit) {
        return unit & (UNITS - 1);
    }

    /** Whether nothing has been offered that was not taken. Any thread, but only the owner can rely on it. */
    boolean isEmpty() {
        return (int) (RawMemory.getLongVolatile(claimed) >>> 32) == (int) (RawMemory.getLong(taken) >>> 32);
    }

    /**
     * Whether the oldest frame is there whole. One that is claimed but not yet whole does not count: its producer may
     * have lost its CPU, and wakes the owner when it is done. Owner only.
     */
    boolean isReady() {
        int entry = (int) (RawMemory.getLong(taken) >>> 32);
        return RawMemory.getIntAcquire(entryAt(entry)) == entry + 1;
    }

    /** How many frames were offered and not yet taken. */
    int count() {
        return (int) (RawMemory.getLongVolatile(claimed) >>> 32) - (int) (RawMemory.getLong(taken) >>> 32);
    }

    /** Sets {@code frame} to the oldest frame, if one is there whole. Owner only. */
    boolean peek(Segments frame) {
        while (true) {
            int entry = (int) (RawMemory.getLong(taken) >>> 32);
            long at = entryAt(entry);
            if (!isReady()) {
                return false;
            }
            if (RawMemory.getInt(at + 12) == WHOLE) {
                frame.clear();
                frame.add(bytes + (long) inLap(RawMemory.getInt(at + 8)) * UNIT_BYTES, RawMemory.getInt(at + 4));
                return true;
            }
            take();
        }
    }

    /** The number of the entry that {@link #peek} shows, 0 to 2^32 - 1. Owner only. */
    long entry() {
        return RawMemory.getLong(taken) >>> 32;
    }

    /** Removes the frame that {@link #peek} showed. Owner only. */
    void take() {
        int entry = (int) (RawMemory.getLong(taken) >>> 32);
        long at = entryAt(entry);
        int units = units(RawMemory.getInt(at + 4));
        RawMemory.putLongVolatile(taken, position(entry + 1, RawMemory.getInt(at + 8) + units));
    }

    private void countDrop() {
        long count;
        do {
            count = RawMemory.getLongVolatile(dropped);
        } while (!RawMemory.compareAndSetLong(dropped, count, count + 1));
    }

    /** Frames dropped since this was last asked. Owner only. */
    long takeDropped() {
        long count = RawMemory.getLongVolatile(dropped);
        if (count != 0) {
            while (!RawMemory.compareAndSetLong(dropped, count, 0)) {
                count = RawMemory.getLongVolatile(dropped);
            }
        }
        return count;
    }

    /** Only when no worker can still offer or take. */
    void free() {
        RawMemory.free(entries);
        RawMemory.free(bytes);
        RawMemory.free(positions);
    }
}
