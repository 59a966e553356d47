package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.RawMemory;

/**
 * Where a queue notes which chains it has taken and not given back, in memory that the frontend keeps, so that another
 * backend can go on if this one is killed (vhost-user, "Inflight I/O tracking"). Each queue has a header and an entry per
 * descriptor of its ring.
 *
 * @param address of the queue's header, in addresses of ours, aligned to 64 bytes
 * @param size how many descriptors the memory has entries for
 */
public record InflightPlace(long address, int size) {

    private static final int ALIGNMENT = 64;

    /** In both layouts. */
    static final int VERSION_AT = 8;

    static final int SIZE_AT = 10;

    /** Of memory that has been used; before it is 0. */
    static final int VERSION = 1;

    /**
     * The address, if there is room for a ring of that size.
     *
     * @throws RingException if there is not
     */
    long requireSize(int ringSize) {
        if (ringSize > size) {
            throw new RingException("a ring of " + ringSize + ", want at most the " + size
                    + " for which the frontend keeps what is in flight");
        }
        return address;
    }

    /** Nothing is in flight, and the frontend knows where the ring is: what is noted here need not be believed. */
    public void forget() {
        RawMemory.putShort(address + VERSION_AT, 0);
    }

    /** How much memory a queue needs, aligned so that the next one can follow. */
    public static long bytes(int size, boolean packed) {
        long bytes = packed ? PackedInflight.bytes(size) : SplitInflight.bytes(size);
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
