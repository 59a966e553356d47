package io.sidecore.vhostuser.block;

import io.sidecore.vhostuser.ring.Chains;
import io.sidecore.vhostuser.ring.DeviceRing;
import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.sys.RawMemory;

/**
 * The requests of one queue that are in flight, each in a slot of a fixed number of slots: what gives its chain back,
 * where its status goes, and where its data are, as an array of struct iovec. Nothing is allocated for a request.
 */
final class Requests implements AutoCloseable {

    static final int IOVEC_BYTES = 16;
    private static final int IOVEC_LENGTH = 8;

    /** What a request is to the file. */
    enum Operation {
        READ,
        WRITE,
        SYNC,
        ALLOCATE
    }

    /** Room for the longest chain in each slot; only what is used costs memory. */
    private final long iovecs;

    private final int[] ids;
    private final int[] ringSlots;
    private final long[] statuses;
    private final Operation[] operations;
    private final int[] firstIovec;
    private final int[] iovecCount;

    /** Where in the file it goes on, how many bytes are left; and how many there were. */
    private final long[] offsets;

    private final long[] left;
    private final long[] bytes;
    private final long[] bits;
    private final int[] modes;
    private final int[] free;
    private int freeCount;

    Requests(int slots) {
        iovecs = RawMemory.allocateUninitialized((long) slots * Segments.MAX * IOVEC_BYTES);
        ids = new int[slots];
        ringSlots = new int[slots];
        statuses = new long[slots];
        operations = new Operation[slots];
        firstIovec = new int[slots];
        iovecCount = new int[slots];
        offsets = new long[slots];
        left = new long[slots];
        bytes = new long[slots];
        bits = new long[slots];
        modes = new int[slots];
        free = new int[slots];
        for (int i = 0; i < slots; i++) {
            free[freeCount++] = slots - 1 - i;
        }
    }

    int size() {
        return free.length;
    }

    int room() {
        return freeCount;
    }

    int inFlight() {
        return free.length - freeCount;
    }

    /** Begins to fill a free slot for the i-th chain; there must be one. It stays free until {@link #take}. */
    int fill(Chains chains, int i, long status) {
        int slot = free[freeCount - 1];
        ids[slot] = chains.id(i);
        ringSlots[slot] = chains.slots(i);
        statuses[slot] = status;
        firstIovec[slot] = 0;
        iovecCount[slot] = 0;
        modes[slot] = 0;
        return slot;
    }

    /** The slot that was filled is in flight. */
    void take() {
        freeCount--;
    }

    void free(int slot) {
        free[freeCount++] = slot;
    }

    /** The request moves data between the file, from an offset on, and a part of the chain. */
    void data(int slot, Operation operation, Chains chains, int i, int from, int length) {
        int count = 0;
        long all = 0;
        int to = length;
        int skip = from;
        for (int piece = 0; to > 0; piece++) {
            int pieceBytes = chains.length(i, piece);
            if (skip >= pieceBytes) {
                skip -= pieceBytes;
                continue;
            }
            int taken = Math.min(pieceBytes - skip, to);
            long address = chains.address(i, piece) + skip;
            putIovec(slot, count++, address, taken);
            all |= address | taken;
            to -= taken;
            skip = 0;
        }
        operations[slot] = operation;
        iovecCount[slot] = count;
        bits[slot] = all;
        bytes[slot] = length;
        left[slot] = length;
    }

    /** The request is about a range of the file, or about all of it. */
    void range(int slot, Operation operation, long length, int mode) {
        operations[slot] = operation;
        bits[slot] = 1;
        bytes[slot] = 0;
        left[slot] = length;
        modes[slot] = mode;
    }

    void setOffset(int slot, long offset) {
        offsets[slot] = offset;
    }

    /** For a write: flags of pwritev2. */
    void setMode(int slot, int mode) {
        modes[slot] = mode;
    }

    private void putIovec(int slot, int index, long address, long length) {
        long at = iovec(slot, index);
        RawMemory.putLong(at, address);
        RawMemory.putLong(at + IOVEC_LENGTH, length);
    }

    private long iovec(int slot, int index) {
        return iovecs + ((long) slot * Segments.MAX + index) * IOVEC_BYTES;
    }

    /** So many bytes were moved; the request goes on behind them. */
    void advance(int slot, long moved) {
        offsets[slot] += moved;
        left[slot] -= moved;
        bits[slot] |= moved; // no longer aligned, perhaps
        while (moved > 0) {
            long at = iovec(slot, firstIovec[slot]);
            long length = RawMemory.getLong(at + IOVEC_LENGTH);
            if (moved < length) {
                putIovec(slot, firstIovec[slot], RawMemory.getLong(at) + moved, length - moved);
                return;
            }
            moved -= length;
            firstIovec[slot]++;
            iovecCount[slot]--;
        }
    }

    /** Notes that the memory was written, if the guest is about to migrate; before what was moved is left out. */
    void markDirty(int slot, DeviceRing ring) {
        for (int i = 0; i < iovecCount[slot]; i++) {
            long at = iovec(slot, firstIovec[slot] + i);
            ring.markDirty(RawMemory.getLong(at), RawMemory.getLong(at + IOVEC_LENGTH));
        }
    }

    int id(int slot) {
        return ids[slot];
    }

    int ringSlots(int slot) {
        return ringSlots[slot];
    }

    /** Our address of its status byte. */
    long status(int slot) {
        return statuses[slot];
    }

    Operation operation(int slot) {
        return operations[slot];
    }

    /** The address of its array of struct iovec, as far as not done. */
    long iovecs(int slot) {
        return iovec(slot, firstIovec[slot]);
    }

    int iovecCount(int slot) {
        return iovecCount[slot];
    }

    long offset(int slot) {
        return offsets[slot];
    }

    /** Bytes that are not done. */
    long left(int slot) {
        return left[slot];
    }

    /** Bytes of data that it moves in all. */
    long bytes(int slot) {
        return bytes[slot];
    }

    /** All places, lengths and addresses, or-ed: what they are aligned to. */
    long bits(int slot) {
        return bits[slot] | offsets[slot];
    }

    /** Whether it could be one that goes past the page cache. */
    boolean isAligned(int slot) {
        return (bits(slot) & (Disk.SECTOR_BYTES - 1)) == 0;
    }

    /** It shall go through the page cache. */
    void setUnaligned(int slot) {
        bits[slot] |= 1;
    }

    int mode(int slot) {
        return modes[slot];
    }

    /** Only when none is in flight. */
    @Override
    public void close() {
        RawMemory.free(iovecs);
    }
}
