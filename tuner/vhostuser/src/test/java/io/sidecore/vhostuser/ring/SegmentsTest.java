package io.sidecore.vhostuser.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentsTest {

    private static final int ROOM = 4096;

    private final long from = RawMemory.allocate(ROOM);
    private final long to = RawMemory.allocate(ROOM);
    private final byte[] content = new byte[ROOM];
    private final Segments segments = new Segments();

    @BeforeEach
    void fill() {
        new SplittableRandom(1).nextBytes(content);
        RawMemory.put(content, from);
    }

    @AfterEach
    void free() {
        RawMemory.free(from);
        RawMemory.free(to);
    }

    /** Cuts the first bytes into pieces of these lengths. */
    private void pieces(int... lengths) {
        int at = 0;
        for (int length : lengths) {
            segments.add(from + at, length);
            at += length;
        }
    }

    private byte[] copied() {
        RawMemory.clear(to, ROOM);
        segments.copyTo(to);
        byte[] bytes = new byte[segments.bytes()];
        RawMemory.get(to, bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 9, 10, 11, 12})
    void dropsBytesAtTheFront(int drop) {
        pieces(3, 1, 6, 2);
        segments.dropFirst(drop);
        assertEquals(12 - drop, segments.bytes());
        assertArrayEquals(Arrays.copyOfRange(content, drop, 12), copied());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 8})
    void readsALongOverBoundaries(int offset) {
        pieces(3, 1, 6, 6);
        long want = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong(offset);
        assertEquals(want, segments.longAt(offset));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 14})
    void readsAShortOverBoundaries(int offset) {
        pieces(3, 1, 6, 6);
        int want = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getShort(offset) & 0xffff;
        assertEquals(want, segments.shortAt(offset));
    }

    @Test
    void readsALongWithinTheFirstPiece() {
        pieces(16);
        assertEquals(ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong(6), segments.longAt(6));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void copiesIntoOtherPiecesWhateverTheBoundaries(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int bytes = random.nextInt(1, 600);
        int offset = random.nextInt(0, 40);
        cut(random, bytes, segments, from);
        Segments room = new Segments();
        cut(random, bytes + offset + random.nextInt(20), room, to);
        segments.copyTo(room, offset);
        byte[] all = new byte[ROOM];
        RawMemory.get(to, all);
        byte[] want = new byte[ROOM];
        System.arraycopy(content, 0, want, offset, bytes);
        assertArrayEquals(want, all, () -> "seed " + seed);
    }

    private static void cut(SplittableRandom random, int bytes, Segments into, long address) {
        for (int at = 0; at < bytes; ) {
            int length = Math.min(bytes - at, random.nextInt(1, 50));
            into.add(address + at, length);
            at += length;
        }
    }

    @Test
    void writesAByteInAnyPiece() {
        segments.add(to, 2);
        segments.add(to + 2, 2);
        segments.putByte(1, 11);
        segments.putByte(2, 22);
        byte[] bytes = new byte[4];
        RawMemory.get(to, bytes);
        assertArrayEquals(new byte[] {0, 11, 22, 0}, bytes);
    }

    @Test
    void refusesTooManyPieces() {
        for (int i = 0; i < Segments.MAX; i++) {
            segments.add(from, 1);
        }
        assertThrows(RingException.class, () -> segments.add(from, 1));
    }

    @Test
    void refusesMoreThan2GiB() {
        segments.add(from, Integer.MAX_VALUE);
        assertThrows(RingException.class, () -> segments.add(from, 1));
    }
}
