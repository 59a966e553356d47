package io.sidecore.collector.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HistogramTest {

    @Test
    void aQuantileIsReadOffLinearlyInItsSlot() {
        // Four values in [4,8): the second of them ends halfway.
        assertEquals(OptionalLong.of(6), Histogram.of(0, 0, 4).quantileNanos(0.5));
        assertEquals(OptionalLong.of(8), Histogram.of(0, 0, 4).quantileNanos(1));
        assertEquals(OptionalLong.of(4), Histogram.of(0, 0, 4).quantileNanos(0));
        // Slot 0 begins at 0.
        assertEquals(OptionalLong.of(1), Histogram.of(2).quantileNanos(0.5));
    }

    @Test
    void p99IsInTheSlotOfTheSlowestPercent() {
        assertEquals(
                OptionalLong.of(2),
                Histogram.of(99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1).quantileNanos(0.99));
        assertEquals(
                OptionalLong.of(1536),
                Histogram.of(98, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2).quantileNanos(0.99));
    }

    @Test
    void nothingCountedHasNoQuantile() {
        assertEquals(OptionalLong.empty(), Histogram.empty().quantileNanos(0.5));
        assertEquals(OptionalLong.empty(), Histogram.of(0, 0).quantileNanos(1));
        assertThrows(IllegalArgumentException.class, () -> Histogram.of(1).quantileNanos(1.01));
        assertThrows(IllegalArgumentException.class, () -> Histogram.of(1).quantileNanos(Double.NaN));
    }

    @Test
    void differencesAndSumsGoSlotBySlot() {
        assertEquals(Histogram.of(1, 0, 7), Histogram.of(3, 2, 7).since(Histogram.of(2, 2)));
        assertEquals(Histogram.of(0, 4), Histogram.of(1, 4).since(Histogram.of(5)), "a reset slot is empty");
        assertEquals(Histogram.of(3, 4, 1), Histogram.of(1, 4).plus(Histogram.of(2, 0, 1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void aHigherQuantileIsNeverLower(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Histogram histogram = Histogram.of(random.longs(48, 0, 1000).toArray());
        long last = 0;
        for (int i = 0; i <= 1000; i++) {
            long value = histogram.quantileNanos(i / 1000.0).orElseThrow();
            assertTrue(value >= last, () -> "seed " + seed);
            last = value;
        }
    }
}
