package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.RawMemory;

/**
 * Where a packed ring stands, and the batch that is being given back, in memory that outlives this process. A split ring
 * says itself how far it was served; a packed one does not, and a frontend whose backend was killed knows only where the
 * backend began. For rings whose chains are given back in the order in which they came.
 *
 * <p>The batch is noted before it is written: whoever comes next either finds that the guest has seen its first chain,
 * which is written last, or writes all of it again.
 *
 * <pre>
 *  0  magic, which changes with the layout   16  place                28  place after the batch
 *  8  base that the frontend told            20  ring size            32  of each chain of the batch: its place,
 * 12  (unused)                               24  chains in the batch      and the word that is written there
 * </pre>
 */
public final class KeptPlace {

    /** Enough for the largest ring. */
    public static final long BYTES = 32 + 16L * SplitLayout.MAX_SIZE;

    private static final long MAGIC = 0x3130_4543_414c_5053L;
    private static final int TOLD_AT = 8;
    private static final int PLACE_AT = 16;
    private static final int SIZE_AT = 20;
    private static final int COUNT_AT = 24;
    private static final int AFTER_AT = 28;
    private static final int ENTRIES_AT = 32;
    private static final int ENTRY_BYTES = 16;
    private static final int WORD_AT = 8;

    private final long address;
    private final int told;

    /**
     * Takes it as it is.
     *
     * @param address of so many bytes, all 0 if they are new
     * @param told the base that the frontend told this time
     */
    public KeptPlace(long address, int told) {
        this.address = address;
        this.told = told;
    }

    /** The ring is empty, or the frontend knows where it stands: what is kept is not to be believed. */
    public static void forget(long address) {
        RawMemory.putLong(address, 0);
    }

    /** Whether there is anything to believe. */
    public static boolean isKept(long address) {
        return RawMemory.getLong(address) == MAGIC;
    }

    /** Whether what is kept is of a ring of that size of which the frontend knew the same. */
    boolean isOf(int size) {
        return isKept(address)
                && RawMemory.getInt(address + TOLD_AT) == told
                && RawMemory.getInt(address + SIZE_AT) == size
                && isIn(size, place())
                && isIn(size, placeAfter())
                && count() >= 0
                && count() <= size;
    }

    private static boolean isIn(int size, int place) {
        return place >= 0 && place <= 0xffff && PackedNotes.slot(place) < size;
    }

    /**
     * Goes on where an earlier backend ended, if it had this ring. Only a device marks a descriptor as used, and what a
     * driver makes available has that mark only in place of one; so a ring without any is new, whatever is kept.
     *
     * @param start where to begin if it is not
     * @return where it stands
     */
    int goOn(PackedDescriptors descriptors, int size, int start) {
        if (!isOf(size) || !descriptors.anyWasUsed()) {
            start(size, start);
            return start;
        }
        int first = place();
        boolean inBatch = count() > 0;
        int at = inBatch ? placeAfter() : first;
        long rest = RawMemory.getLong(descriptors.restAt(PackedNotes.slot(first)));
        if (inBatch && PackedRing.isAvailable(rest, PackedNotes.wrap(first))) {
            descriptors.writeAgain(this); // the guest has not seen it
        }
        commit(at);
        return at;
    }

    /** Begins anew, at a place. */
    private void start(int size, int place) {
        forget(address);
        RawMemory.putInt(address + TOLD_AT, told);
        RawMemory.putInt(address + SIZE_AT, size);
        commit(place);
        RawMemory.putIntRelease(address + AFTER_AT, place);
        RawMemory.putLongRelease(address, MAGIC);
    }

    private int place() {
        return RawMemory.getInt(address + PLACE_AT);
    }

    /** Chains in the batch that may or may not have been given back; 0 if there is none. */
    int count() {
        return RawMemory.getInt(address + COUNT_AT);
    }

    /** The place behind the batch. */
    private int placeAfter() {
        return RawMemory.getInt(address + AFTER_AT);
    }

    int place(int k) {
        return (int) RawMemory.getLong(entry(k));
    }

    long word(int k) {
        return RawMemory.getLong(entry(k) + WORD_AT);
    }

    private long entry(int k) {
        return address + ENTRIES_AT + (long) k * ENTRY_BYTES;
    }

    /**
     * A batch is written from now on: the first chains of the notes.
     *
     * @param firstPlace where the first one goes
     * @param forFirst the one that is given back in the first one's place
     */
    void begin(PackedNotes notes, int firstPlace, int chains, int forFirst, int placeAfter) {
        RawMemory.putInt(address + COUNT_AT, 0); // one that was cut short does not count while this is noted
        for (int k = 0; k < chains; k++) {
            int place = k == 0 ? firstPlace : notes.placeAfter(k - 1);
            RawMemory.putLong(entry(k), place);
            RawMemory.putLong(entry(k) + WORD_AT, notes.word(k == 0 ? forFirst : k, PackedNotes.wrap(place)));
        }
        RawMemory.putInt(address + AFTER_AT, placeAfter);
        RawMemory.putIntRelease(address + COUNT_AT, chains);
        RawMemory.compilerFence();
    }

    /** The guest has got all up to a place. */
    void commit(int place) {
        RawMemory.putIntRelease(address + PLACE_AT, place);
        RawMemory.putIntRelease(address + COUNT_AT, 0);
    }
}
