package io.sidecore.vhostuser.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The addresses are numbers only: nothing here reads memory. */
class ChainsTest {

    private final Chains chains = new Chains(4);
    private final Segments pieces = new Segments();

    private int bytesOf(int i) {
        pieces.clear();
        chains.copyPieces(i, pieces);
        return pieces.bytes();
    }

    private void chain(int id, int... lengths) {
        chains.begin();
        for (int length : lengths) {
            chains.add(0x1000, length, false);
        }
        chains.end(id, lengths.length);
    }

    @Test
    void holdsChainsOfOnePieceAndOfMany() {
        chains.addSingle(7, 0x100, 10, true);
        chain(8, 1, 2, 4);
        chain(9, 16);
        chains.addSingle(10, 0x200, 32, false);
        assertEquals(4, chains.count());
        assertFalse(chains.hasRoom());
        for (int i = 0; i < 4; i++) {
            assertEquals(7 + i, chains.id(i));
            assertEquals(chains.bytes(i), bytesOf(i));
            assertEquals(i != 1, chains.isSingle(i));
        }
        assertEquals(10, chains.bytes(0));
        assertEquals(10, chains.writable(0));
        assertEquals(7, chains.bytes(1));
        assertEquals(1, chains.length(1));
        assertEquals(3, chains.slots(1));
        assertEquals(16, chains.bytes(2));
        assertEquals(0x200, chains.address(3));
        assertEquals(0, chains.writable(3));
    }

    @Test
    void countsWhatIsToBeWritten() {
        chains.begin();
        chains.add(0x1000, 5, false);
        chains.add(0x2000, 6, true);
        chains.add(0x3000, 7, true);
        chains.end(0, 3);
        assertEquals(18, chains.bytes(0));
        assertEquals(13, chains.writable(0));
    }

    @Test
    void whatWasBegunAndNotEndedDoesNotCount() {
        chain(1, 1, 2);
        chains.begin();
        chains.add(0x1000, 100, false);
        chains.add(0x1000, 100, true);
        assertThrows(RingException.class, () -> chains.add(0x1000, 100, false));
        chains.addSingle(2, 0x100, 10, false);
        chains.begin();
        chains.add(0x1000, 100, true);
        chains.add(0x1000, 100, true);
        chain(3, 4, 8);
        assertEquals(3, chains.count());
        assertEquals(3, bytesOf(0));
        assertEquals(10, bytesOf(1));
        assertTrue(chains.isSingle(1));
        assertEquals(12, bytesOf(2));
        assertEquals(0, chains.writable(2));
    }

    @Test
    void isAsGoodAsNewWhenCleared() {
        chain(1, 1, 2, 3);
        chain(2, 1, 2, 3);
        chains.clear();
        assertEquals(0, chains.count());
        chains.addSingle(3, 0x100, 10, false);
        assertTrue(chains.isSingle(0));
        assertEquals(10, bytesOf(0));
    }

    /** Whoever asks for room can then add the longest chain. */
    @Test
    void hasRoomForTheLongestChainOrNone() {
        int[] longest = new int[Segments.MAX];
        java.util.Arrays.fill(longest, 1);
        int count = 0;
        while (chains.hasRoom()) {
            chain(count++, longest);
        }
        assertEquals(2, count);
        assertEquals(Segments.MAX, bytesOf(1));
    }

    @Test
    void refusesTooManyPiecesAndTooManyBytes() {
        chains.begin();
        for (int i = 0; i < Segments.MAX; i++) {
            chains.add(0x1000, 1, false);
        }
        assertThrows(RingException.class, () -> chains.add(0x1000, 1, false));
        chains.begin();
        chains.add(0x1000, Integer.MAX_VALUE, false);
        assertThrows(RingException.class, () -> chains.add(0x1000, 1, false));
    }
}
