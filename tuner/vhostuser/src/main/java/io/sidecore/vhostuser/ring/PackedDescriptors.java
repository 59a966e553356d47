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

    /**
     * Reads a chain that an earlier backend had in flight; its descriptors may be in the ring no more.
     *
     * @param first its first entry in the notes
     */
    void readAgain(PackedInflight notes, int first, Chains to) {
        to.begin();
        int entry = first;
        for (int k = 0; k < notes.count(first); k++, entry = notes.next(entry)) {
            long rest = notes.descriptorRest(entry);
            int flags = (int) (rest >>> 48);
            id = (int) (rest >>> 32) & 0xffff;
            if ((flags & SplitLayout.INDIRECT) != 0) {
                collectTable(notes.descriptorAddress(entry), (int) rest, notes.count(first) > 1, to);
            } else {
                add(notes.descriptorAddress(entry), (int) rest, flags, SplitLayout.WRITE, to);
            }
        }
        to.end(id | first << 16, notes.count(first));
    }

    /**
     * Notes the chain that was read last as in flight; its id says where, in its upper half.
     *
     * @param at where in the ring it begins
     */
    void note(PackedInflight notes, int at, Chains to) {
        int first = 0;
        int slot = at;
        for (int k = 0; k < slots; k++) {
            first = notes.add(first, k == 0, at(slot));
            slot = slot + 1 == size ? 0 : slot + 1;
        }
        notes.took(first);
        to.setLastId(id | first << 16);
    }

    /**
     * Sees what became of a batch that an earlier backend was giving back. If the guest has not seen its first chain, all
     * others may have been written all the same. They must not be found when the guest comes there, so they are made to
     * look as if they were still available.
     *
     * @return whether there was one that the guest has seen
     */
    boolean endBatch(PackedInflight notes) {
        int old = notes.oldPlace();
        int until = notes.place();
        int slot = old & PackedLayout.WRAP - 1;
        boolean wrap = (old & PackedLayout.WRAP) != 0;
        if (until == old) {
            return false;
        }
        if (isUsed(RawMemory.getLongAcquire(restAt(slot)), wrap)) {
            return true;
        }
        do {
            RawMemory.putShort(at(slot) + PackedLayout.DESCRIPTOR_FLAGS, wrap ? PackedLayout.AVAIL : PackedLayout.USED);
            if (++slot == size) {
                slot = 0;
                wrap = !wrap;
            }
        } while (slot != (until & PackedLayout.WRAP - 1));
        return false;
    }

    /** Whether there is any that a device has given back, or that was made available after that. */
    boolean anyWasUsed() {
        for (int slot = 0; slot < size; slot++) {
            if ((RawMemory.getLong(restAt(slot)) & (long) PackedLayout.USED << 48) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Writes a batch that an earlier backend was giving back, the first chain last. */
    void writeAgain(KeptPlace batch) {
        for (int k = batch.count() - 1; k >= 0; k--) {
            int slot = PackedNotes.slot(batch.place(k));
            if (slot < size) { // as it is unless somebody has changed the file
                RawMemory.putLongRelease(restAt(slot), batch.word(k));
                memory.markDirty(at(slot), PackedLayout.DESCRIPTOR_BYTES);
            }
        }
    }

    private static boolean isUsed(long rest, boolean wrap) {
        boolean avail = (rest & (long) PackedLayout.AVAIL << 48) != 0;
        boolean used = (rest & (long) PackedLayout.USED << 48) != 0;
        return avail == wrap && used == wrap;
    }
}
