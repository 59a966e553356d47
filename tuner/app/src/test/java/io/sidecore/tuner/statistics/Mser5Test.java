package io.sidecore.tuner.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Mser5Test {

    @Test
    void whatIsEvenIsSteadyFromItsBeginning() {
        double[] even = new double[50];
        Arrays.fill(even, 7);
        assertEquals(OptionalInt.of(0), Mser5.warmUp(even));
    }

    @Test
    void aSlowBeginningIsCutOff() {
        double[] values = Rows.remembering(50, 0, new Random(1));
        for (int i = 0; i < 10; i++) {
            values[i] -= 60;
        }
        assertEquals(OptionalInt.of(10), Mser5.warmUp(values));
    }

    @Test
    void whatRisesToItsEndHasNoSteadyPart() {
        double[] values = new double[50];
        Arrays.setAll(values, i -> 100 + 2.0 * i);
        assertEquals(OptionalInt.empty(), Mser5.warmUp(values));
    }

    @Test
    void ofAShortRowNothingIsSaid() {
        assertEquals(OptionalInt.of(0), Mser5.warmUp(new double[] {1, 9, 1, 9, 1, 9}));
        assertEquals(OptionalInt.of(0), Mser5.warmUp(new double[0]));
    }

    @Test
    void noiseIsSeldomTakenForWarmUp() {
        int cut = 0;
        int refused = 0;
        for (long seed = 0; seed < 300; seed++) {
            OptionalInt found = Mser5.warmUp(Rows.remembering(50, 0.3, new Random(seed)));
            refused += found.isEmpty() ? 1 : 0;
            cut += found.orElse(0) > 0 ? 1 : 0;
        }
        assertTrue(refused <= 9, "no steady part in " + refused + " of 300");
        assertTrue(cut <= 60, "cut " + cut + " of 300");
    }

    @Test
    void aWarmUpIsSeldomMissed() {
        int found = 0;
        for (long seed = 0; seed < 100; seed++) {
            double[] values = Rows.remembering(50, 0.3, new Random(seed));
            for (int i = 0; i < 15; i++) {
                values[i] -= 40 - 2.0 * i;
            }
            found += Mser5.warmUp(values).orElse(0) >= 10 ? 1 : 0;
        }
        assertTrue(found >= 95, "found in " + found + " of 100");
    }
}
