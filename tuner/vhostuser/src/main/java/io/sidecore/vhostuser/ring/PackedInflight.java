package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.RawMemory;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The chains of a packed ring that are in flight, as {@link InflightPlace} keeps them. Their descriptors are kept too,
 * since the device overwrites them in the ring. The header is features (8 bytes), version, size, the first free entry, the
 * same before the batch that is being given back, the position in the ring, the same before that batch (2 bytes each), and
 * the wrap counter of either (1). An entry is a flag whether a chain in flight begins here (1), 1 unused, the next entry,
 * the last one of the chain, how many it has (2 each), a number that counts on with each chain (8), then a descriptor:
 * id, flags (2 each), length (4), address (8).
 *
 * <p>Whoever shares the memory may change it at any time, so links and counts are ours; those in the memory are read,
 * and checked, only at the start.
 */
final class PackedInflight {

    /** Free entry and old free entry: written as one, as are both positions with both wrap counters. */
    private static final int FREE_AT = 12;

    private static final int PLACE_AT = 16;
    private static final int HEADER_BYTES = 32;

    private static final int ENTRY_BYTES = 32;
    private static final int NEXT_AT = 2;
    private static final int LAST_AT = 4;
    private static final int COUNT_AT = 6;
    private static final int COUNTER_AT = 8;

    /** Id, flags, length; as one word of another order than in the ring. */
    private static final int REST_AT = 16;

    private static final int ADDRESS_AT = 24;

    private final long address;
    private final int size;
    private final int[] next;
    private final int[] last;
    private final int[] counts;

    /** The first entry that is free, {@code size} if none is; and before the batch that is being given back. */
    private int free;

    private int oldFree;

    /** First entries of chains of an earlier backend that are to be taken again, in order; and how many of them were. */
    private final int[] again;

    private int againCount;
    private int againNext;
    private long counter;

    /** @throws RingException if the memory is for a smaller ring */
    PackedInflight(InflightPlace place, int size) {
        this.address = place.requireSize(size);
        this.size = size;
        this.next = new int[size];
        this.last = new int[size];
        this.counts = new int[size];
        this.again = new int[size];
    }

    static long bytes(int size) {
        return HEADER_BYTES + (long) size * ENTRY_BYTES;
    }

    private long entry(int index) {
        return address + HEADER_BYTES + (long) index * ENTRY_BYTES;
    }

    /** Whether an earlier backend used this memory: its position is to be believed then. */
    boolean isUsed() {
        return RawMemory.getShort(address + InflightPlace.VERSION_AT) == InflightPlace.VERSION;
    }

    /** Makes it memory in which nothing is in flight, for a ring at that position. */
    void clear(int position, boolean wrap) {
        RawMemory.clear(address, bytes(size));
        for (int i = 0; i < size; i++) {
            setNext(i, i + 1); // that of the last one is none
        }
        free = 0;
        commit(position, wrap);
        againCount = 0;
        againNext = 0;
        RawMemory.putShort(address + InflightPlace.SIZE_AT, size);
        RawMemory.putShortRelease(address + InflightPlace.VERSION_AT, InflightPlace.VERSION);
    }

    private void setNext(int entry, int follower) {
        next[entry] = follower;
        RawMemory.putShort(entry(entry) + NEXT_AT, follower);
    }

    private void writeFree() {
        RawMemory.putIntRelease(address + FREE_AT, free | oldFree << 16);
    }

    /** Where the ring is, as the memory says: a position and, in bit 15, its wrap counter. */
    int place() {
        long word = RawMemory.getLong(address + PLACE_AT);
        return place((int) word & 0xffff, (word >>> 32 & 1) != 0);
    }

    /** The same before the batch that may or may not have been given back when the earlier backend ended. */
    int oldPlace() {
        long word = RawMemory.getLong(address + PLACE_AT);
        return place((int) (word >>> 16) & 0xffff, (word >>> 40 & 1) != 0);
    }

    private int place(int position, boolean wrap) {
        return checked(position) | (wrap ? PackedLayout.WRAP : 0);
    }

    private int checked(int index) {
        if (index >= size) {
            throw senseless();
        }
        return index;
    }

    private static RingException senseless() {
        return new RingException("what was in flight, as the frontend kept it, makes no sense");
    }

    private void writePlaces(int place, int oldPlace) {
        int position = place & PackedLayout.WRAP - 1;
        int oldPosition = oldPlace & PackedLayout.WRAP - 1;
        int wraps = (place & PackedLayout.WRAP) >>> 15 | (oldPlace & PackedLayout.WRAP) >>> 7;
        RawMemory.putLongRelease(address + PLACE_AT, position | (long) oldPosition << 16 | (long) wraps << 32);
    }

    /**
     * Finds what an earlier backend had in flight; it may be called again after a fault.
     *
     * @param seen whether the guest has got the batch that was being given back, if there was one; else it counts as
     *     never begun
     * @return how many descriptors of the ring the chains in flight take
     * @throws RingException if what the memory says makes no sense
     */
    int recover(boolean seen) {
        int heads = RawMemory.getInt(address + FREE_AT);
        free = seen ? heads & 0xffff : heads >>> 16;
        int place = seen ? place() : oldPlace();
        commit(place & PackedLayout.WRAP - 1, (place & PackedLayout.WRAP) != 0);
        BitSet met = new BitSet(size);
        meetFree(met);
        findAgain();
        int slots = 0;
        for (int i = 0; i < againCount; i++) {
            slots += meetChain(again[i], met);
        }
        return slots;
    }

    /** Entries that are free have nothing in flight, whatever they say. */
    private void meetFree(BitSet met) {
        int i = free;
        while (i < size) {
            if (met.get(i)) {
                throw senseless();
            }
            met.set(i);
            RawMemory.putByte(entry(i), (byte) 0);
            next[i] = RawMemory.getShort(entry(i) + NEXT_AT);
            i = next[i];
        }
    }

    private void findAgain() {
        againCount = 0;
        againNext = 0;
        long[] counters = new long[size]; // read once: they may change
        for (int i = 0; i < size; i++) {
            counters[i] = RawMemory.getLong(entry(i) + COUNTER_AT);
        }
        IntStream.range(0, size)
                .filter(i -> RawMemory.getByte(entry(i)) != 0)
                .boxed()
                .sorted(Comparator.comparingLong(i -> counters[i]))
                .forEach(i -> again[againCount++] = i);
        counter = againCount == 0 ? 0 : counters[again[againCount - 1]] + 1;
    }

    private int meetChain(int first, BitSet met) {
        int count = RawMemory.getShort(entry(first) + COUNT_AT);
        int i = first;
        for (int k = 0; k < count; k++) {
            if (i >= size || met.get(i)) {
                throw senseless();
            }
            met.set(i);
            last[first] = i;
            next[i] = RawMemory.getShort(entry(i) + NEXT_AT);
            i = next[i];
        }
        if (count == 0) {
            throw senseless();
        }
        counts[first] = count;
        return count;
    }

    boolean hasAgain() {
        return againNext < againCount;
    }

    /** The first entry of the next chain that is to be taken again. */
    int peekAgain() {
        return again[againNext];
    }

    void tookAgain() {
        againNext++;
    }

    /** How many descriptors the chain has that begins in an entry. */
    int count(int first) {
        return counts[first];
    }

    int next(int entry) {
        return next[entry];
    }

    long descriptorAddress(int entry) {
        return RawMemory.getLong(entry(entry) + ADDRESS_AT);
    }

    /** What follows the address in the ring: length, id, flags. */
    long descriptorRest(int entry) {
        long word = RawMemory.getLong(entry(entry) + REST_AT);
        return word >>> 32 | word << 32;
    }

    /**
     * A chain is being taken; one of its descriptors.
     *
     * @param first the entry of its first one; any number for that itself
     * @param isFirst whether it is the first one
     * @param at our address of the descriptor in the ring
     * @return the entry of its first one
     */
    int add(int first, boolean isFirst, long at) {
        int entry = checked(free);
        long rest = RawMemory.getLong(at + PackedLayout.DESCRIPTOR_LENGTH);
        RawMemory.putLong(entry(entry) + ADDRESS_AT, RawMemory.getLong(at));
        RawMemory.putLong(entry(entry) + REST_AT, rest >>> 32 | rest << 32);
        int head = isFirst ? entry : first;
        counts[head] = isFirst ? 1 : counts[head] + 1;
        last[head] = entry;
        free = next[entry];
        return head;
    }

    /** The chain has been taken whole. */
    void took(int first) {
        RawMemory.putShort(entry(first) + LAST_AT, last[first]);
        RawMemory.putShort(entry(first) + COUNT_AT, counts[first]);
        RawMemory.putLong(entry(first) + COUNTER_AT, counter++);
        RawMemory.putByteRelease(entry(first), (byte) 1);
        oldFree = free;
        writeFree();
    }

    /** A chain is part of the batch that is about to be given back. */
    void link(int first) {
        setNext(last[first], free);
        free = first;
    }

    /** All chains of the batch were linked; it leads to that position. */
    void beginBatch(int position, boolean wrap) {
        writeFree();
        writePlaces(place(position, wrap), oldPlace());
    }

    /** A chain of the batch was given back, and the guest can see it. */
    void gaveBack(int first) {
        RawMemory.putByte(entry(first), (byte) 0);
    }

    /** All chains of the batch were. */
    void commit(int position, boolean wrap) {
        oldFree = free;
        writeFree();
        int place = place(position, wrap);
        writePlaces(place, place);
    }
}
