package io.sidecore.collector.inventory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CpuSetTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|0", "0-3,8|0-3,8", " 1, 2 |1-2", "3,1,2|1-3", "0-1,1-2|0-2", "1023|1023", "0-1023|0-1023"})
    void listsAreWrittenAsTheKernelWritesThem(String text, String written) {
        assertEquals(written, CpuSet.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "a", "-1", "1-", "1-2-3", "3-1", "0,,1", "1024", "0-1024", "99999999999", "0x1"})
    void whatIsNoListIsRefusedByName(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> CpuSet.parse(text));
        assertTrue(e.toString().contains("'" + text + "'"), e.toString());
    }

    @Test
    void masksGoBothWays() {
        assertEquals(CpuSet.of(0, 65), CpuSet.ofMask(1, 2));
        assertArrayEquals(new long[] {1, 2}, CpuSet.of(0, 65).mask());
        assertThrows(IllegalArgumentException.class, () -> CpuSet.ofMask(0, 0));
        assertThrows(IllegalArgumentException.class, () -> CpuSet.ofMask(new long[17]));
        long[] beyond = new long[17];
        beyond[16] = 1;
        assertThrows(IllegalArgumentException.class, () -> CpuSet.ofMask(beyond));
    }

    @Test
    void answersWhatItHolds() {
        CpuSet set = CpuSet.parse("2-4,9");
        assertEquals(4, set.count());
        assertEquals(2, set.first());
        assertTrue(set.contains(9) && !set.contains(5));
        assertTrue(set.intersects(CpuSet.of(4, 100)) && !set.intersects(CpuSet.of(5)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void everySetIsReadAsItWasWritten(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            CpuSet set = CpuSet.of(
                    random.ints(1 + random.nextInt(40), 0, CpuSet.MAX_CPUS).toArray());
            assertEquals(set, CpuSet.parse(set.toString()), () -> "seed " + seed);
            assertEquals(set, CpuSet.ofMask(set.mask()), () -> "seed " + seed);
        }
    }
}
