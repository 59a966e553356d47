package io.sidecore.tuner.trial.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.tuner.SampleArm;
import io.sidecore.tuner.trial.result.ArmResult;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final ArmResult BASE = SampleArm.fixed("base", "base").build();

    @Test
    void aClearDifferenceIsFound() {
        Comparison comparison =
                compare(Measure.THROUGHPUT, SampleArm.fixed("fast", "fast").rate(1_300_000));
        assertEquals(Comparison.Finding.HIGHER, comparison.finding());
        assertEquals(1.3, comparison.ratio(), 1e-9);
        assertTrue(comparison.better());
    }

    @Test
    void lessIsBetterForLatencyAndCpu() {
        assertTrue(compare(Measure.P99, SampleArm.fixed("fast", "fast").latency(20))
                .better());
        assertTrue(compare(Measure.WORKER_CPU, SampleArm.fixed("dear", "dear").cores(2))
                .worse());
    }

    @Test
    void aSmallDifferenceIsNoneHoweverCertain() {
        Comparison comparison = compare(
                Measure.THROUGHPUT, SampleArm.fixed("a", "a").rate(1_029_000).noise(0.0001));
        assertEquals(Comparison.Finding.NO_DIFFERENCE, comparison.finding());
    }

    @Test
    void aDifferenceWithinTheNoiseIsNone() {
        Comparison comparison = compare(
                Measure.THROUGHPUT, SampleArm.fixed("a", "a").rate(1_050_000).noise(0.9));
        assertEquals(Comparison.Finding.NO_DIFFERENCE, comparison.finding());
        assertTrue(comparison.interval().orElseThrow().contains(1));
    }

    @Test
    void whatWasNotMeasuredIsNotCompared() {
        ArmResult failed = SampleArm.fixed("failed", "failed").failed("died").build();
        assertEquals(Optional.empty(), Comparison.of(Measure.THROUGHPUT, failed, BASE));
        assertEquals(Optional.empty(), Comparison.of(Measure.THROUGHPUT, BASE, failed));
        ArmResult idle = SampleArm.fixed("idle", "idle").rate(0).build();
        assertEquals(Optional.empty(), Comparison.of(Measure.THROUGHPUT, BASE, idle));
    }

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

    @Test
    void theBestArmHasTheHighestThroughputThenTheLowestLatencyThenTheLeastCpu() {
        ArmResult slow =
                SampleArm.fixed("slow", "slow").rate(500_000).latency(1).build();
        ArmResult late =
                SampleArm.fixed("late", "late").rate(1_010_000).latency(60).build();
        ArmResult dear = SampleArm.fixed("dear", "dear").cores(1.8).build();
        ArmResult failed = SampleArm.fixed("failed", "failed").failed("died").build();
        assertEquals(Optional.of(BASE), Ranking.best(List.of(failed, slow, late, dear, BASE)));
        assertEquals(Optional.empty(), Ranking.best(List.of(failed)));
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

    private static Comparison compare(Measure measure, SampleArm arm) {
        return Comparison.of(measure, arm.build(), BASE).orElseThrow();
    }
}
