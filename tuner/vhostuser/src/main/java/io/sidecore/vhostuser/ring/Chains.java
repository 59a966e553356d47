package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.RawMemory;

/**
 * Descriptor chains that were read from a ring, one after the other: where their buffers are, as addresses of ours, and
 * what is needed to give each back. A ring is read in bursts, since the reads of many descriptors then overlap.
 *
 * <p>Reused, so that no frame costs garbage. The first piece of each chain has arrays of its own: most chains have no
 * other.
 */
public final class Chains {

    private final int max;
    private final boolean onlyRead;
    private final long[] addresses;
    private final int[] lengths;
    private final int[] bytes;
    private final int[] writable;
    private final int[] ids;
    private final int[] slots;

    /** Further pieces of all chains: those of the i-th are from {@code moreFrom[i]} to {@code moreFrom[i + 1]}. */
    private final int[] moreFrom;

    private final long[] moreAddresses = new long[2 * Segments.MAX];
    private final int[] moreLengths = new int[2 * Segments.MAX];

    private int count;
    private int taken;

    /** Pieces of the chain that is being read. */
    private int pieces;

    private int more;

    /** @param max how many chains it can hold */
    public Chains(int max) {
        this(max, false);
    }

    /** @param onlyRead whether they are of a queue in which the device writes nothing */
    public Chains(int max, boolean onlyRead) {
        this.max = max;
        this.onlyRead = onlyRead;
        addresses = new long[max];
        lengths = new int[max];
        bytes = new int[max];
        writable = new int[max];
        ids = new int[max];
        slots = new int[max];
        moreFrom = new int[max + 1];
    }

    public void clear() {
        count = 0;
        taken = 0;
        more = 0;
    }

    /** How many chains there are. */
    public int count() {
        return count;
    }

    /** The ring reads more from now on. It will give those again that it did not go past, as a fault cut that short. */
    void dropUntaken() {
        count = taken;
        more = moreFrom[count];
    }

    /** The ring has gone past all that there are. */
    void take() {
        taken = count;
    }

    /** How many the ring will not give again: all, unless a fault cut short that they were read. */
    public int taken() {
        return taken;
    }

    /** Whether they are of a queue in which the device writes nothing. */
    boolean isOnlyRead() {
        return onlyRead;
    }

    /** Whether another chain fits, of whatever length. */
    boolean hasRoom() {
        return count < max && more <= Segments.MAX;
    }

    /** The usual chain: one buffer, in one piece. */
    void addSingle(int id, long address, int length, boolean isWritable) {
        int i = count++;
        more = moreFrom[i]; // those of a chain that was begun and not ended do not count
        addresses[i] = address;
        lengths[i] = length;
        bytes[i] = length;
        writable[i] = isWritable ? length : 0;
        ids[i] = id;
        slots[i] = 1;
        moreFrom[i + 1] = more;
    }

    /** Begins a chain, which counts only from {@link #end} on. */
    void begin() {
        pieces = 0;
        more = moreFrom[count];
        bytes[count] = 0;
        writable[count] = 0;
    }

    /**
     * Adds a piece to the chain that was begun.
     *
     * @throws RingException if it has too many, more than 2 GiB in all, or one to read behind one to write
     */
    void add(long address, int length, boolean isWritable) {
        if (pieces == Segments.MAX || bytes[count] + length < 0) {
            throw new RingException("a descriptor chain of more than " + Segments.MAX + " pieces or 2 GiB");
        }
        if (isWritable) {
            writable[count] += length;
        } else if (writable[count] > 0) {
            throw new RingException("a buffer for the device to read behind one to write");
        }
        if (pieces++ == 0) {
            addresses[count] = address;
            lengths[count] = length;
        } else {
            moreAddresses[more] = address;
            moreLengths[more++] = length;
        }
        bytes[count] += length;
    }

    /**
     * Ends the chain that was begun.
     *
     * @param id what gives it back
     * @param slotsUsed how many descriptors of the ring itself it took
     */
    void end(int id, int slotsUsed) {
        ids[count] = id;
        slots[count++] = slotsUsed;
        moreFrom[count] = more;
    }

    /** Changes what gives back the chain that was ended last. */
    void setLastId(int id) {
        ids[count - 1] = id;
    }

    /** Whether all of the chain is one piece. */
    public boolean isSingle(int i) {
        return moreFrom[i] == moreFrom[i + 1];
    }

    /** Our address of the first piece. */
    public long address(int i) {
        return addresses[i];
    }

    /** Bytes of the first piece. */
    public int length(int i) {
        return lengths[i];
    }

    /** Bytes of the whole chain. */
    public int bytes(int i) {
        return bytes[i];
    }

    /** How many of its bytes are for the device to write: they are at its end. */
    public int writable(int i) {
        return writable[i];
    }

    /** What gives the chain back; what the guest chose for it. */
    public int id(int i) {
        return ids[i];
    }

    /** How many descriptors of the ring itself it took. */
    public int slots(int i) {
        return slots[i];
    }

    /** In how many pieces the chain is. */
    public int pieces(int i) {
        return 1 + moreFrom[i + 1] - moreFrom[i];
    }

    /** Our address of a piece. */
    public long address(int i, int piece) {
        return piece == 0 ? addresses[i] : moreAddresses[moreFrom[i] + piece - 1];
    }

    /** Bytes of a piece. */
    public int length(int i, int piece) {
        return piece == 0 ? lengths[i] : moreLengths[moreFrom[i] + piece - 1];
    }

    /** The 8 bytes at an offset in the chain as a little-endian number, in however many pieces; there must be as many. */
    public long longAt(int i, int offset) {
        int piece = 0;
        while (offset >= length(i, piece)) {
            offset -= length(i, piece++);
        }
        if (length(i, piece) - offset >= 8) {
            return RawMemory.getLong(address(i, piece) + offset);
        }
        long value = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            while (offset >= length(i, piece)) {
                offset -= length(i, piece++);
            }
            value |= (RawMemory.getByte(address(i, piece) + offset++) & 0xffL) << shift;
        }
        return value;
    }

    /** Adds all pieces of a chain. */
    public void copyPieces(int i, Segments to) {
        to.add(addresses[i], lengths[i]);
        for (int piece = moreFrom[i]; piece < moreFrom[i + 1]; piece++) {
            to.add(moreAddresses[piece], moreLengths[piece]);
        }
    }
}
