package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.RawMemory;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The chains of a split ring that are in flight, as {@link InflightPlace} keeps them. The header is features (8 bytes),
 * version, size, the head given back last, and the used index (2 bytes each); an entry for each head is a flag whether it
 * is in flight (1 byte), 5 unused, the head given back before it in one batch (2), and a number that counts on with
 * each head taken (8).
 *
 * <p>Whoever shares the memory may change it at any time, so what is read from it is checked, and only at the start.
 */
final class SplitInflight {

    private static final int LAST_HEAD_AT = 12;
    private static final int USED_INDEX_AT = 14;
    private static final int HEADER_BYTES = 16;
    private static final int ENTRY_BYTES = 16;
    private static final int NEXT_AT = 6;
    private static final int COUNTER_AT = 8;

    private final long address;
    private final int size;

    /** Our own copy, which nobody else can change. */
    private final boolean[] inFlight;

    /** Heads of an earlier backend that are to be taken again, in order; then how many of them were. */
    private final int[] again;

    private int againCount;
    private int againNext;
    private long counter;

    /** @throws RingException if the memory is for a smaller ring */
    SplitInflight(InflightPlace place, int size) {
        this.address = place.requireSize(size);
        this.size = size;
        this.inFlight = new boolean[size];
        this.again = new int[size];
    }

    static long bytes(int size) {
        return HEADER_BYTES + (long) size * ENTRY_BYTES;
    }

    private long entry(int head) {
        return address + HEADER_BYTES + (long) head * ENTRY_BYTES;
    }

    /**
     * Finds what an earlier backend had in flight; it may be called again after a fault.
     *
     * @param usedIndex of the ring
     * @return how many chains that are
     */
    int recover(int usedIndex) {
        againCount = 0;
        againNext = 0;
        if (RawMemory.getShort(address + InflightPlace.VERSION_AT) != InflightPlace.VERSION) {
            RawMemory.clear(address, bytes(size));
            RawMemory.putShort(address + InflightPlace.SIZE_AT, size);
            RawMemory.putShortRelease(address + InflightPlace.VERSION_AT, InflightPlace.VERSION);
        }
        endBatch(usedIndex);
        long[] counters = new long[size]; // read once: they may change
        for (int head = 0; head < size; head++) {
            inFlight[head] = RawMemory.getByte(entry(head)) != 0;
            counters[head] = RawMemory.getLong(entry(head) + COUNTER_AT);
        }
        IntStream.range(0, size)
                .filter(head -> inFlight[head])
                .boxed()
                .sorted(Comparator.comparingLong(head -> counters[head]))
                .forEach(head -> again[againCount++] = head);
        counter = againCount == 0 ? 0 : counters[again[againCount - 1]] + 1;
        RawMemory.putShort(address + USED_INDEX_AT, usedIndex);
        return againCount;
    }

    /** Of a batch that the guest saw, the earlier backend may have left flags that say otherwise. */
    private void endBatch(int usedIndex) {
        int batch = (usedIndex - RawMemory.getShort(address + USED_INDEX_AT)) & 0xffff;
        int head = RawMemory.getShort(address + LAST_HEAD_AT);
        for (int i = 0; i < batch && i < size && head < size; i++) {
            RawMemory.putByte(entry(head), (byte) 0);
            head = RawMemory.getShort(entry(head) + NEXT_AT);
        }
    }

    boolean hasAgain() {
        return againNext < againCount;
    }

    /** The next head that is to be taken again. */
    int peekAgain() {
        return again[againNext];
    }

    void tookAgain() {
        againNext++;
    }

    /**
     * A head was taken.
     *
     * @throws RingException if it is in flight already
     */
    void took(int head) {
        if (inFlight[head]) {
            throw new RingException("head " + head + ", which is in flight already");
        }
        inFlight[head] = true;
        RawMemory.putLong(entry(head) + COUNTER_AT, counter++);
        RawMemory.putByteRelease(entry(head), (byte) 1);
    }

    /** In the batch that is about to be given back, this head follows another; or itself, if it is the first. */
    void link(int head, int previous) {
        RawMemory.putShort(entry(head) + NEXT_AT, previous);
        RawMemory.putShort(address + LAST_HEAD_AT, head);
    }

    /** A head was given back, and the guest can see it. */
    void gaveBack(int head) {
        RawMemory.putByte(entry(head), (byte) 0);
        inFlight[head] = false;
    }

    /** All of the batch was; the used index of the ring is this one. */
    void endedBatch(int usedIndex) {
        RawMemory.putShortRelease(address + USED_INDEX_AT, usedIndex);
    }
}
