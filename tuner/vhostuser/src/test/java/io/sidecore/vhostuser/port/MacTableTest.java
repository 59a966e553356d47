package io.sidecore.vhostuser.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
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
}
