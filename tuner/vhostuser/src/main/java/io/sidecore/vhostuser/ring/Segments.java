package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.RawMemory;

/** Pieces of memory that together hold one frame, or have room for one. Reused, so that no frame costs garbage. */
public final class Segments {

    /** More than a 64 KiB frame in 4 KiB pages with its headers needs; bounds what a hostile chain costs. */
    public static final int MAX = 1024;

    private final long[] addresses = new long[MAX];
    private final int[] lengths = new int[MAX];
    private int count;
    private int bytes;

    public void clear() {
        count = 0;
        bytes = 0;
    }

    /**
     * Adds a piece.
     *
     * @throws RingException if there are too many pieces, or more than 2 GiB of them
     */
    public void add(long address, int length) {
        if (count == MAX || bytes + length < 0) {
            throw new RingException("a descriptor chain of more than " + MAX + " pieces or 2 GiB");
        }
        addresses[count] = address;
        lengths[count++] = length;
        bytes += length;
    }

    /** Bytes in all pieces. */
    public int bytes() {
        return bytes;
    }

    /** Where the first piece is; there must be one. */
    public long firstAddress() {
        return addresses[0];
    }

    /** Bytes of the first piece. */
    public int firstLength() {
        return lengths[0];
    }

    /** Leaves out bytes at the front; there must be as many. */
    public void dropFirst(int drop) {
        bytes -= drop;
        int piece = 0;
        while (piece < count && drop >= lengths[piece]) {
            drop -= lengths[piece++];
        }
        if (piece > 0) {
            count -= piece;
            System.arraycopy(addresses, piece, addresses, 0, count);
            System.arraycopy(lengths, piece, lengths, 0, count);
        }
        if (drop > 0) {
            addresses[0] += drop;
            lengths[0] -= drop;
        }
    }

    /** The 8 bytes at an offset as a little-endian number; there must be as many. */
    public long longAt(int offset) {
        if (count > 0 && lengths[0] >= offset + 8) {
            return RawMemory.getLong(addresses[0] + offset);
        }
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = (value << 8) | byteAt(offset + i);
        }
        return value;
    }

    /** The 2 bytes at an offset as a little-endian number; there must be as many. */
    public int shortAt(int offset) {
        return byteAt(offset) | byteAt(offset + 1) << 8;
    }

    private int byteAt(int offset) {
        int piece = 0;
        while (offset >= lengths[piece]) {
            offset -= lengths[piece++];
        }
        return RawMemory.getByte(addresses[piece] + offset) & 0xff;
    }

    /** Copies all bytes to one place. */
    public void copyTo(long to) {
        for (int i = 0; i < count; i++) {
            RawMemory.copy(addresses[i], to, lengths[i]);
            to += lengths[i];
        }
    }

    /** Copies all bytes into other pieces, from an offset in them on; they must have the room. */
    public void copyTo(Segments to, int offset) {
        int piece = 0;
        while (offset >= to.lengths[piece]) {
            offset -= to.lengths[piece++];
        }
        for (int i = 0; i < count; i++) {
            long from = addresses[i];
            int left = lengths[i];
            while (left > 0) {
                int chunk = Math.min(left, to.lengths[piece] - offset);
                RawMemory.copy(from, to.addresses[piece] + offset, chunk);
                from += chunk;
                left -= chunk;
                offset += chunk;
                if (offset == to.lengths[piece]) {
                    piece++;
                    offset = 0;
                }
            }
        }
    }

    /** Notes that all of it was written, if its guest is about to migrate. */
    public void markDirty(DeviceRing ring) {
        for (int i = 0; i < count; i++) {
            ring.markDirty(addresses[i], lengths[i]);
        }
    }

    /** Writes one byte at an offset; there must be room. */
    public void putByte(int offset, int value) {
        int piece = 0;
        while (offset >= lengths[piece]) {
            offset -= lengths[piece++];
        }
        RawMemory.putByte(addresses[piece] + offset, (byte) value);
    }
}
