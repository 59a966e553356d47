package io.sidecore.tuner.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrendTest {

    @Test
    void aStraightLineIsFoundWhateverTheLevelOfEachRow() {
        Trend trend = Trend.of(new double[][] {{1, 3, 5}, {2, 4}}, new double[][] {{10, 14, 18}, {-5, -1}})
                .orElseThrow();
        assertEquals(2, trend.slope(), 1e-12);
        assertTrue(trend.chance() < 1e-6);
    }

    @Test
    void twoNumbersHaveNoTrend() {
        assertEquals(Optional.empty(), Trend.of(new double[] {1, 2}, new double[] {1, 2}));
        assertEquals(Optional.empty(), Trend.of(new double[] {1, 1, 1}, new double[] {1, 2, 3}));
    }

    @Test
    void noiseIsCalledATrendAsOftenAsTheChanceSays() {
        int found = 0;
        double[] times = {1, 2, 3, 4, 5, 6, 7, 8};
        for (long seed = 0; seed < 400; seed++) {
            double[] noise = Rows.remembering(8, 0, new Random(seed));
            found += Trend.of(times, noise).orElseThrow().chance() < 0.05 ? 1 : 0;
        }
        assertTrue(found >= 8 && found <= 34, found + " of 400");
    }
}
