package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.RawMemory;

/** The descriptors of a packed ring, and how a chain of them is read. */
final class PackedDescriptors {

    private final DeviceRing ring;
    private final GuestMemory memory;
    private final int size;
    private final long start;

    /** Of the chain that is read: what gives it back, and how many descriptors of the ring it takes. */
    private int id;

    private int slots;

    PackedDescriptors(DeviceRing ring, long start) {
        this.ring = ring;
        this.memory = ring.memory;
        this.size = ring.size;
        this.start = start;
    }

    long at(int slot) {
        return start + (long) slot * PackedLayout.DESCRIPTOR_BYTES;
    }

    /** Where a descriptor's length, id and flags are: one word. */
    long restAt(int slot) {
        return at(slot) + PackedLayout.DESCRIPTOR_LENGTH;
    }

    /**
     * Reads a chain.
     *
     * @param first where it begins
     * @param rest what {@link #restAt} has there
     * @param free how many descriptors can be the driver's to make available
     * @return how many of them it takes
     * @throws RingException if it breaks a rule
     */
    int read(int first, long rest, int free, Chains to) {
        int flags = (int) (rest >>> 48);
        long address = RawMemory.getLong(at(first));
        id = (int) (rest >>> 32) & 0xffff;
        slots = 1;
        if ((flags & (SplitLayout.NEXT | SplitLayout.INDIRECT)) == 0) {
            int length = DeviceRing.checkedLength((int) rest);
            memory.addSingle(id, address, length, (flags & SplitLayout.WRITE) != 0, to);
            return 1;
        }
        to.begin();
        if ((flags & SplitLayout.INDIRECT) != 0) {
            collectTable(address, (int) rest, (flags & SplitLayout.NEXT) != 0, to);
        } else {
            collect(first, address, rest, free, to);
        }
        to.end(id, slots);
        return slots;
    }

    /** A chain in the ring itself: its descriptors follow each other, and the last one has the id. */
    private void collect(int first, long firstAddress, long firstRest, int free, Chains to) {
        long address = firstAddress;
        long rest = firstRest;
        int slot = first;
        while (true) {
            int flags = (int) (rest >>> 48);
            add(address, (int) rest, flags, SplitLayout.WRITE, to);
            id = (int) (rest >>> 32) & 0xffff;
            if ((flags & SplitLayout.NEXT) == 0) {
                return;
            }
            if (slots++ >= free) {
                throw new RingException("a chain of more than " + size + " descriptors, so it loops");
            }
            slot = slot + 1 == size ? 0 : slot + 1;
            address = RawMemory.getLong(at(slot));
            rest = RawMemory.getLong(restAt(slot));
        }
    }

    /**
     * A table. What it says of writing does not count where nothing is to be written: DPDK's driver leaves that flag where
     * it likes in the tables of frames to transmit (virtqueue_enqueue_xmit_packed, seen in 22.11).
     */
    private void collectTable(long table, int length, boolean hasNext, Chains to) {
        int entries = ring.tableEntries(DeviceRing.checkedLength(length), hasNext);
        int counts = to.isOnlyRead() ? 0 : SplitLayout.WRITE;
        long at = memory.hostAddress(table, length);
        for (int i = 0; i < entries; i++, at += PackedLayout.DESCRIPTOR_BYTES) {
            long rest = RawMemory.getLong(at + PackedLayout.DESCRIPTOR_LENGTH);
            add(RawMemory.getLong(at), (int) rest, (int) (rest >>> 48), counts, to);
        }
    }

    /** @param counts the flag that says of writing, if it counts */
    private void add(long address, int length, int flags, int counts, Chains to) {
        if ((flags & SplitLayout.INDIRECT) != 0) {
            throw new RingException("an indirect descriptor inside a chain or table");
        }
        memory.addBuffer(address, DeviceRing.checkedLength(length), (flags & counts) != 0, to);
    }
}
