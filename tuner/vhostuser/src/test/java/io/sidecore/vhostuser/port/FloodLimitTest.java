package io.sidecore.vhostuser.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloodLimitTest {

    private static final long SECOND = 1_000_000_000L;

    private static int allowed(FloodLimit limit, long now, int tries) {
        int allowed = 0;
        for (int i = 0; i < tries; i++) {
            allowed += limit.allows(now) ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void noLimitAllowsAll() {
        assertEquals(10_000, allowed(new FloodLimit(0), 5, 10_000));
    }

    /** The clock's origin may be anywhere. */
    @ParameterizedTest
    @CsvSource({"0", "-5000000000", "9223372036854775807"})
    void savesUpATenthOfASecond(long start) {
        FloodLimit limit = new FloodLimit(1000);
        assertEquals(100, allowed(limit, start, 1000));
        assertEquals(10, allowed(limit, start + SECOND / 100, 1000));
        assertEquals(100, allowed(limit, start + 100 * SECOND, 1000));
    }

    @Test
    void neverAllowsMoreThanItsRate() {
        FloodLimit limit = new FloodLimit(1000);
        int allowed = 0;
        for (long now = 0; now <= 10 * SECOND; now += SECOND / 10_000) {
            allowed += limit.allows(now) ? 1 : 0;
        }
        assertEquals(100 + 10_000, allowed); // what it had saved, and ten seconds' worth
    }

    @Test
    void aLimitOfOneASecondAllowsOne() {
        FloodLimit limit = new FloodLimit(1);
        assertTrue(limit.allows(0));
        assertFalse(limit.allows(SECOND - 1));
        assertTrue(limit.allows(SECOND));
        assertFalse(limit.allows(SECOND));
    }
}
