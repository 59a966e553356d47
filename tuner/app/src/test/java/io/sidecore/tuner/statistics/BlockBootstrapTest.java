package io.sidecore.tuner.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockBootstrapTest {

    @Test
    void constantSeriesGiveAnExactInterval() {
        double[] twos = new double[50];
        double[] fours = new double[50];
        Arrays.fill(twos, 2);
        Arrays.fill(fours, 4);
        assertEquals(Optional.of(new Interval(0.5, 0.5)), mean().ratio(twos, fours));
        assertEquals(Optional.empty(), mean().ratio(new double[19], fours), "too few values");
        assertEquals(Optional.empty(), mean().ratio(twos, new double[50]), "nothing to divide by");
    }

    /** Disturbances of a second each: intervals of single values would be far too narrow. */
    @Test
    void theIntervalHoldsTheTruthAboutAsOftenAsItSays() {
        int held = 0;
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            held += mean().ratio(disturbed(random), disturbed(random))
                            .orElseThrow()
                            .contains(1)
                    ? 1
                    : 0;
        }
        assertTrue(held >= 80, "held the truth in " + held + " of 100");
    }

    /** 95 % is said; what a row's memory costs of that must stay small. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 0.6})
    void theIntervalOfARowWithMemoryHoldsTheTruthAboutAsOftenAsItSays(double memory) {
        int held = 0;
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            held += mean().ratio(Rows.remembering(50, memory, random), Rows.remembering(50, memory, random))
                            .orElseThrow()
                            .contains(1)
                    ? 1
                    : 0;
        }
        assertTrue(held >= 176, "held the truth in " + held + " of 200");
    }

    @Test
    void drawsOfWindowsKeepTheirOrderWithinBlocks() {
        double[] steps = BlockBootstrap.draws(40, drawn -> {
            int next = 0;
            for (int i = 1; i < drawn.length; i++) {
                next += drawn[i] == (drawn[i - 1] + 1) % 40 ? 1 : 0;
            }
            return next;
        });
        assertTrue(Arrays.stream(steps).min().orElseThrow() >= 30, "3 of each 4 follow the one before");
    }

    private static double[] disturbed(SplittableRandom random) {
        double[] values = new double[50];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 5 == 0 ? random.nextDouble(50, 150) : values[i - 1];
        }
        return values;
    }

    private static BlockBootstrap mean() {
        return new BlockBootstrap(values -> Arrays.stream(values).average().orElseThrow());
    }
}
