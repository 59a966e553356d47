package io.sidecore.vhostuser.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MacTableTest {

    private static final long MAC = 0x665544332202L;
    private static final int NOW = 1_000_000;

    private final MacTable table = new MacTable(300, 4096);

    @Test
    void knowsOnlyWhatItLearned() {
        assertEquals(MacTable.UNKNOWN, table.portOf(MAC, 0, NOW));
        table.learn(MAC, 0, 7, NOW);
        assertEquals(7, table.portOf(MAC, 0, NOW));
        assertEquals(MacTable.UNKNOWN, table.portOf(MAC + 1, 0, NOW));
    }

    @Test
    void addressThatMovesIsAtItsNewPort() {
        table.learn(MAC, 0, 7, NOW);
        table.learn(MAC, 0, 1023, NOW);
        assertEquals(1023, table.portOf(MAC, 0, NOW));
        table.forget(7);
        assertEquals(1023, table.portOf(MAC, 0, NOW));
    }

    @Test
    void forgetsAPortWithAllItsAddresses() {
        for (int i = 0; i < 100; i++) {
            table.learn(MAC + i * 256L, 0, i % 2, NOW);
        }
        table.forget(1);
        for (int i = 0; i < 100; i++) {
            int port = table.portOf(MAC + i * 256L, 0, NOW);
            assertTrue(i % 2 == 1 ? port == MacTable.UNKNOWN : port == 0 || port == MacTable.UNKNOWN);
        }
    }

    /** Of more addresses than it holds it forgets some, and never says a wrong port. */
    @Test
    void neverSaysAWrongPort() {
        SplittableRandom random = new SplittableRandom(1);
        Map<Long, Integer> truth = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            long mac = random.nextLong(1L << 48) & ~1L;
            int port = random.nextInt(1, 1024);
            table.learn(mac, 0, port, NOW);
            truth.put(mac, port);
        }
        long known = truth.entrySet().stream()
                .filter(entry -> {
                    int port = table.portOf(entry.getKey(), 0, NOW);
                    assertTrue(port == MacTable.UNKNOWN || port == entry.getValue());
                    return port != MacTable.UNKNOWN;
                })
                .count();
        assertEquals(4096, known, "all entries are in use");
    }

    @Test
    void forgetsWhatIsNotSeenForTooLong() {
        table.learn(MAC, 0, 7, NOW);
        assertEquals(7, table.portOf(MAC, 0, NOW + 300));
        assertEquals(MacTable.UNKNOWN, table.portOf(MAC, 0, NOW + 301));
        table.learn(MAC, 0, 7, NOW + 300);
        assertEquals(7, table.portOf(MAC, 0, NOW + 600));
        table.learn(MAC, 0, 7, NOW + 1000);
        assertEquals(7, table.portOf(MAC, 0, NOW + 1300));
    }

    /** Seconds of System.nanoTime, whose origin may be anywhere. */
    @Test
    void agesAcrossTheEndOfTheClock() {
        table.learn(MAC, 0, 7, Integer.MAX_VALUE);
        assertEquals(7, table.portOf(MAC, 0, Integer.MIN_VALUE + 299));
        assertEquals(MacTable.UNKNOWN, table.portOf(MAC, 0, Integer.MIN_VALUE + 300));
    }

    @Test
    void anAddressIsKnownInItsVlanOnly() {
        table.learn(MAC, 5, 7, NOW);
        table.learn(MAC, 6, 8, NOW);
        assertEquals(7, table.portOf(MAC, 5, NOW));
        assertEquals(8, table.portOf(MAC, 6, NOW));
        assertEquals(MacTable.UNKNOWN, table.portOf(MAC, 0, NOW));
        assertEquals(MacTable.UNKNOWN, table.portOf(MAC, 4094, NOW));
        table.forget(7);
        assertEquals(MacTable.UNKNOWN, table.portOf(MAC, 5, NOW));
        assertEquals(8, table.portOf(MAC, 6, NOW));
    }

    private static long known(MacTable of, int port, int now) {
        return LongStream.range(0, 1000)
                .filter(i -> of.portOf(MAC + i * 256L, 0, now) == port)
                .count();
    }

    @Test
    void aPortHasNoMoreAddressesThanItMay() {
        MacTable small = new MacTable(300, 100);
        for (int i = 0; i < 1000; i++) {
            small.learn(MAC + i * 256L, 0, 7, NOW);
        }
        assertEquals(100, known(small, 7, NOW));
        small.learn(1L << 40, 0, 8, NOW);
        assertEquals(8, small.portOf(1L << 40, 0, NOW));
    }

    /** Else a guest whose containers come and go would be flooded with all its frames one day, for ever. */
    @Test
    void addressesThatAreTooOldMakeRoomForNewOnes() {
        MacTable small = new MacTable(300, 100);
        for (int i = 0; i < 100; i++) {
            small.learn(MAC + i * 256L, 0, 7, NOW + (i < 60 ? 0 : 200));
        }
        for (int i = 100; i < 200; i++) {
            small.learn(MAC + i * 256L, 0, 7, NOW + 301);
        }
        assertEquals(100, known(small, 7, NOW + 301));
        small.learn(MAC, 0, 7, NOW + 301);
        assertEquals(MacTable.UNKNOWN, small.portOf(MAC, 0, NOW + 301));
    }

    @Test
    void anAddressThatMovesCountsWhereItIs() {
        MacTable small = new MacTable(300, 2);
        small.learn(MAC, 0, 7, NOW);
        small.learn(MAC + 256, 0, 7, NOW);
        small.learn(MAC + 512, 0, 7, NOW);
        assertEquals(MacTable.UNKNOWN, small.portOf(MAC + 512, 0, NOW));
        small.learn(MAC, 0, 8, NOW);
        small.learn(MAC + 512, 0, 7, NOW);
        assertEquals(7, small.portOf(MAC + 512, 0, NOW));
        assertEquals(8, small.portOf(MAC, 0, NOW));
    }
}
