package io.sidecore.tuner.report.svg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AxisTest {

    @Test
    void aLinearAxisEndsAtTheFirstRoundValueAboveTheLargest() {
        LinearAxis axis = LinearAxis.roundedTo(1_204_000, 4, 100, 400);
        assertEquals(List.of(0.0, 500_000.0, 1_000_000.0, 1_500_000.0), axis.ticks());
        assertEquals(100, axis.at(0));
        assertEquals(200, axis.at(500_000));
        assertEquals(400, axis.at(9e9));
    }

    @Test
    void aLargestValueThatIsRoundIsTheEnd() {
        assertEquals(1.0, LinearAxis.roundedTo(1.0, 4, 0, 1).end());
        assertEquals(0.6, LinearAxis.roundedTo(0.6, 3, 0, 1).end(), 1e-12);
    }

    @Test
    void nothingToShowGivesAnAxisToOne() {
        assertEquals(1.0, LinearAxis.roundedTo(0, 4, 0, 1).end());
    }

    @Test
    void aLogAxisOverFewDecadesHasTicksAtOneTwoFive() {
        LogAxis axis = LogAxis.around(21, 366, 0, 100);
        assertEquals(List.of(20.0, 50.0, 100.0, 200.0, 500.0), axis.ticks());
        assertEquals(0, axis.at(20));
        assertEquals(50, axis.at(100), 1e-9); // 100 is the geometric middle of 20 and 500
        assertEquals(100, axis.at(1e9));
        assertEquals(0, axis.at(0));
    }

    @Test
    void aLogAxisOverManyDecadesSkipsSome() {
        assertEquals(
                List.of(1.0, 10.0, 100.0, 1000.0), LogAxis.around(1, 900, 0, 1).ticks());
        assertEquals(
                List.of(1.0, 100.0, 1e4, 1e6, 1e8), LogAxis.around(1, 2e7, 0, 1).ticks());
    }

    @Test
    void aLogAxisRefusesWhatHasNoLogarithm() {
        assertThrows(IllegalArgumentException.class, () -> LogAxis.around(0, 10, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> LogAxis.around(1, Double.NaN, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> LogAxis.around(10, 1, 0, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void everyAxisHoldsItsValuesAndHasAFewAscendingTicks(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            double least = Math.pow(10, random.nextDouble(-6, 9));
            double most = least * Math.pow(10, random.nextDouble(0, 12));
            LinearAxis linear = LinearAxis.roundedTo(most, 4, 0, 100);
            check(linear.ticks(), 0, most, 5, "seed " + seed + " linear to " + most);
            LogAxis log = LogAxis.around(least, most, 0, 100);
            check(log.ticks(), least, most, 9, "seed " + seed + " log " + least + " to " + most);
        }
    }

    private static void check(List<Double> ticks, double least, double most, int atMost, String story) {
        assertTrue(ticks.size() >= 2 && ticks.size() <= atMost, () -> story + ": " + ticks);
        assertTrue(ticks.get(0) <= least * (1 + 1e-9), () -> story + ": " + ticks);
        assertTrue(ticks.get(ticks.size() - 1) >= most * (1 - 1e-9), () -> story + ": " + ticks);
        for (int i = 1; i < ticks.size(); i++) {
            assertTrue(ticks.get(i) > ticks.get(i - 1), () -> story + ": " + ticks);
        }
    }
}
