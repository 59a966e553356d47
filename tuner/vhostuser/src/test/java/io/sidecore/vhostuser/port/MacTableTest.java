package io.sidecore.vhostuser.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MacTableTest {

    private static final long MAC = 0x665544332202L;

    private final MacTable table = new MacTable();

    @Test
    void knowsOnlyWhatItLearned() {
        assertEquals(MacTable.UNKNOWN, table.portOf(MAC));
        table.learn(MAC, 7);
        assertEquals(7, table.portOf(MAC));
        assertEquals(MacTable.UNKNOWN, table.portOf(MAC + 1));
    }

    @Test
    void addressThatMovesIsAtItsNewPort() {
        table.learn(MAC, 7);
        table.learn(MAC, 1023);
        assertEquals(1023, table.portOf(MAC));
        table.forget(7);
        assertEquals(1023, table.portOf(MAC));
    }

    @Test
    void forgetsAPortWithAllItsAddresses() {
        for (int i = 0; i < 100; i++) {
            table.learn(MAC + i * 256L, i % 2);
        }
        table.forget(1);
        for (int i = 0; i < 100; i++) {
            int port = table.portOf(MAC + i * 256L);
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
            table.learn(mac, port);
            truth.put(mac, port);
        }
        long known = truth.entrySet().stream()
                .filter(entry -> {
                    int port = table.portOf(entry.getKey());
                    assertTrue(port == MacTable.UNKNOWN || port == entry.getValue());
                    return port != MacTable.UNKNOWN;
                })
                .count();
        assertEquals(4096, known, "all entries are in use");
    }
}
