package io.sidecore.vhostuser.ring;

/**
 * Where and with what the chains of a packed ring are given back, in the order in which that happens: a queue. A place is
 * a descriptor's number, with the wrap counter of its lap in {@link PackedLayout#WRAP}.
 */
final class PackedNotes {

    private final int size;
    private final int[] placesAfter;

    /** What is written there, but for what depends on the wrap counter. */
    private final long[] words;

    /** Of each chain, its entry in the notes of what is in flight; none if there are no such notes. */
    private final int[] entries;

    /** Where the first of them is, in these arrays. Written by the ring itself, which must not be cut short in a call. */
    int first;

    /** Whether anything was written into any of them; likewise. */
    boolean wrote;

    PackedNotes(int size, boolean hasEntries) {
        this.size = size;
        this.placesAfter = new int[size];
        this.words = new long[size];
        this.entries = new int[hasEntries ? size : 0];
    }

    static int place(int slot, boolean wrap) {
        return slot | (wrap ? PackedLayout.WRAP : 0);
    }

    static int slot(int place) {
        return place & (PackedLayout.WRAP - 1);
    }

    static boolean wrap(int place) {
        return (place & PackedLayout.WRAP) != 0;
    }

    int at(int k) {
        int index = first + k;
        return index >= size ? index - size : index;
    }

    /** Puts the k-th chain, which takes so many descriptors, and into which so many bytes were written. */
    void put(int k, int place, int id, int slots, int written) {
        int index = at(k);
        placesAfter[index] = slot(place) + slots < size ? place + slots : (place + slots - size) ^ PackedLayout.WRAP;
        long flags = written > 0 ? (long) SplitLayout.WRITE << 48 : 0;
        words[index] = Integer.toUnsignedLong(written) | (id & 0xffffL) << 32 | flags;
        wrote |= written > 0;
        if (entries.length > 0) {
            entries[index] = id >>> 16;
        }
    }

    /** The place behind the k-th. */
    int placeAfter(int k) {
        return placesAfter[at(k)];
    }

    int entry(int k) {
        return entries[at(k)];
    }

    /** The second word of the used descriptor of the k-th, in a place of a lap with that wrap counter. */
    long word(int k, boolean wrap) {
        return words[at(k)] | (wrap ? (long) (PackedLayout.AVAIL | PackedLayout.USED) << 48 : 0);
    }
}
