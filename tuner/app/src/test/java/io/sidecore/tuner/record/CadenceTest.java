package io.sidecore.tuner.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CadenceTest {

    private final StepClock clock = new StepClock();
    private final long begin = clock.nanos();
    private final Cadence cadence = new Cadence(clock, Duration.ofSeconds(1));

    @Test
    void timesAreRegularHoweverLongTheWorkTakes() {
        for (int second = 0; second < 5; second++) {
            assertTrue(cadence.await(() -> false));
            assertEquals(begin + second * 1_000_000_000L, clock.nanos());
            clock.pause(Duration.ofMillis(300));
        }
        assertEquals(0, cadence.missed());
    }

    @Test
    void timesThatPassMeanwhileAreLeftOutAndCounted() {
        cadence.await(() -> false);
        clock.pause(Duration.ofMillis(3_400)); // the times at 1 s, 2 s and 3 s pass; that at 1 s is taken late
        assertTrue(cadence.await(() -> false));
        assertEquals(2, cadence.missed());
        assertTrue(cadence.await(() -> false));
        assertEquals(begin + 4_000_000_000L, clock.nanos());
    }

    @Test
    void aWishToStopEndsTheWait() {
        cadence.await(() -> false);
        assertFalse(cadence.await(() -> clock.nanos() - begin >= 200_000_000));
        assertEquals(begin + 200_000_000, clock.nanos());
    }

    @Test
    void anotherIntervalHoldsFromNowOn() {
        cadence.await(() -> false);
        clock.pause(Duration.ofMillis(700));
        cadence.every(Duration.ofMillis(100));
        assertTrue(cadence.await(() -> false));
        assertEquals(begin + 800_000_000, clock.nanos());
    }
}
