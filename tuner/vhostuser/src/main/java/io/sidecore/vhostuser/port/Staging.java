package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.sys.Mapping;
import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.file.Path;

/**
 * Frames on their way into a receive queue whose worker is another one, or whose guest has no buffers at the moment, or
 * is away: what a tap's queue is to vhost. Any worker offers, only the receive queue's owner takes, none locks.
 *
 * <p>A producer claims an entry and room for the bytes with one compare-and-set of both positions, copies, and then
 * commits its entry; frames are taken in the order of the claims. Entries lie apart from the bytes, so that nothing a
 * guest writes can look like one.
 *
 * <p>It may lie in a file. Senders are told that a frame was taken once it is in here; a backend that is killed thus
 * loses none of them, as the next one goes on with the file.
 */
final class Staging implements AutoCloseable {

    /** As many frames as a tap's queue holds by default, to the next power of two. */
    static final int ENTRIES = 1024;

    private static final int UNIT_BYTES = 64;
    private static final int UNITS = 16384;

    /** An entry: stamp, length, first unit, state. */
    private static final int ENTRY_BYTES = 16;

    /** The sender's memory faulted while the frame was copied, or the backend was killed: there is no frame. */
    private static final int VOID = 0;

    private static final int WHOLE = 1;

    /** Before each frame: what is left to be done to it. */
    private static final int HEADER_BYTES = 16;

    /** The largest frame: 64 KiB of IP to be cut into segments, with its Ethernet header and VLAN tag. */
    static final int MAX_FRAME_BYTES = 65535 + 18;

    /** The same, with the tag that a frame may be given on its way. */
    private static final int MAX_BYTES = MAX_FRAME_BYTES + 4;

    /** Changes with the layout; a file that another version left is not gone on with. */
    private static final long MAGIC = 0x3130474154534353L;

    private static final int LINE = 128;
    private static final int ENTRIES_AT = 4 * LINE;
    private static final int UNITS_AT = ENTRIES_AT + ENTRIES * ENTRY_BYTES;
    private static final long BYTES = UNITS_AT + (long) UNITS * UNIT_BYTES;

    private final AutoCloseable memory;
    private final long entries;
    private final long bytes;

    /** Words a cache line apart: claimed, taken (each entry number above, unit number below), dropped. */
    private final long claimed;

    private final long taken;
    private final long dropped;

    /** How far the owner has read: at taken, or ahead of it. */
    private long read;

    private Staging(long address, AutoCloseable memory) {
        this.memory = memory;
        this.claimed = address + LINE;
        this.taken = address + 2 * LINE;
        this.dropped = address + 3 * LINE;
        this.entries = address + ENTRIES_AT;
        this.bytes = address + UNITS_AT;
        if (RawMemory.getLong(address) == MAGIC && isSound()) {
            recover();
        } else {
            RawMemory.clear(address, UNITS_AT); // with the entries, whose stamps would look like new ones
            RawMemory.putLong(address, MAGIC);
        }
        rewind();
    }

    /** In memory of this process. */
    static Staging inMemory() {
        long address = RawMemory.allocateUninitialized(BYTES);
        RawMemory.putLong(address, 0);
        return new Staging(address, () -> RawMemory.free(address));
    }

    /** In a file, which is made if there is none, and gone on with otherwise. */
    static Staging in(Path file) {
        Mapping mapping = Mapping.ofFile(file, BYTES);
        return new Staging(mapping.address(), mapping);
    }

    private boolean isSound() {
        long done = RawMemory.getLong(taken);
        long at = RawMemory.getLong(claimed);
        int waiting = (int) (at >>> 32) - (int) (done >>> 32);
        int used = (int) at - (int) done;
        return waiting >= 0 && waiting <= ENTRIES && used >= 0 && used <= UNITS && areEntriesSound(done, waiting);
    }

    private boolean areEntriesSound(long done, int waiting) {
        for (int i = 0; i < waiting; i++) {
            int entry = (int) (done >>> 32) + i;
            long at = entryAt(entry);
            int length = RawMemory.getInt(at + 4);
            int offset = RawMemory.getInt(at + 8) - (int) done;
            boolean whole = RawMemory.getInt(at) == entry + 1;
            if (whole && (length < 0 || length > MAX_BYTES || offset < 0 || offset + units(length) > UNITS)) {
                return false;
            }
        }
        return true;
    }

    /** A backend that was killed may have claimed entries that it did not commit: there is nothing in them. */
    private void recover() {
        long done = RawMemory.getLong(taken);
        int unit = (int) done;
        for (int entry = (int) (done >>> 32); entry != (int) (RawMemory.getLong(claimed) >>> 32); entry++) {
            long at = entryAt(entry);
            if (RawMemory.getInt(at) == entry + 1) {
                unit = RawMemory.getInt(at + 8) + units(RawMemory.getInt(at + 4));
            } else {
                commit(entry, unit, 0, VOID);
            }
        }
    }

    /** Adds a frame; if there is no room, counts it as dropped. Any thread. */
    boolean offer(Frame frame, Segments scratch) {
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
            if (fill(at, first, frame, scratch)) {
                return true;
            }
        }
    }

    /**
     * Claims an entry and room from a unit on, unless another thread was faster, and copies the frame there. What was
     * claimed is committed whatever happens, or the receiver would wait for it for ever.
     */
    private boolean fill(long at, int first, Frame frame, Segments scratch) {
        int length = frame.bytes();
        int entry = (int) (at >>> 32);
        long next = position(entry + 1, first + units(length));
        boolean mine = false;
        int state = VOID;
        try {
            mine = RawMemory.compareAndSetLong(claimed, at, next);
            if (mine) {
                copy(frame, bytes + (long) inLap(first) * UNIT_BYTES, scratch);
                state = WHOLE;
            }
        } finally {
            if (mine) {
                commit(entry, first, length, state);
            }
        }
        return mine;
    }

    private static void copy(Frame frame, long to, Segments scratch) {
        RawMemory.putLong(to, frame.offload());
        RawMemory.putInt(to + 8, frame.checksumOffset());
        if (frame.address() != 0) {
            RawMemory.copy(frame.address(), to + HEADER_BYTES, frame.bytes());
            return;
        }
        scratch.clear();
        frame.copyPieces(scratch);
        scratch.copyTo(to + HEADER_BYTES);
    }

    private static int units(int length) {
        return (HEADER_BYTES + length + UNIT_BYTES - 1) / UNIT_BYTES;
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
     * Whether the next frame is there whole. One that is claimed but not yet whole does not count: its producer may
     * have lost its CPU, and wakes the owner when it is done. Owner only.
     */
    boolean isReady() {
        int entry = (int) (read >>> 32);
        return RawMemory.getIntAcquire(entryAt(entry)) == entry + 1;
    }

    /** How many frames were offered and not yet taken. */
    int count() {
        return (int) (RawMemory.getLongVolatile(claimed) >>> 32) - (int) (RawMemory.getLong(taken) >>> 32);
    }

    /** Sets {@code frame} to the next frame, if one is there whole. Owner only. */
    boolean peek(Frame frame) {
        while (isReady()) {
            long at = entryAt((int) (read >>> 32));
            if (RawMemory.getInt(at + 12) == WHOLE) {
                long start = bytes + (long) inLap(RawMemory.getInt(at + 8)) * UNIT_BYTES;
                frame.setWhole(start + HEADER_BYTES, RawMemory.getInt(at + 4));
                frame.setOffload(RawMemory.getLong(start), RawMemory.getInt(start + 8));
                return true;
            }
            advance();
        }
        return false;
    }

    /** The number of the entry that {@link #peek} shows, 0 to 2^32 - 1. Owner only. */
    long entry() {
        return read >>> 32;
    }

    /** Goes on behind the frame that {@link #peek} showed. It stays until {@link #take}. Owner only. */
    void advance() {
        int entry = (int) (read >>> 32);
        long at = entryAt(entry);
        int units = units(RawMemory.getInt(at + 4));
        read = position(entry + 1, RawMemory.getInt(at + 8) + units);
    }

    /** Removes all frames that were gone past: whoever they were for has them. Owner only. */
    void take() {
        if (read != RawMemory.getLong(taken)) {
            RawMemory.putLongVolatile(taken, read);
        }
    }

    /** Goes back to the oldest frame that was not taken. Owner only. */
    void rewind() {
        read = RawMemory.getLong(taken);
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

    /** As if the producer of an entry had been killed before it committed it; for tests. */
    void unfinish(int entry) {
        RawMemory.putIntRelease(entryAt(entry), 0);
    }

    /** How many frames were dropped and not yet counted by the owner. Any thread. */
    long dropped() {
        return RawMemory.getLongVolatile(dropped);
    }

    /** Only when no worker can still offer or take. */
    @Override
    public void close() {
        try {
            memory.close();
        } catch (Exception e) { // neither way of closing throws any
            throw new IllegalStateException(e);
        }
    }
}
