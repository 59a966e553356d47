package io.sidecore.tuner.trial.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.tuner.SampleArm;
import io.sidecore.tuner.trial.result.ArmResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final double EFFECT = 0.03;
    private static final ArmResult BASE = SampleArm.fixed("base", "base").build();

    @Test
    void aClearDifferenceIsFound() {
        Comparison comparison =
                compare(Measure.THROUGHPUT, SampleArm.fixed("fast", "fast").rate(1_300_000));
        assertEquals(Verdict.BETTER, comparison.verdict());
        assertEquals(1.3, comparison.ratio(), 1e-5);
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
                Measure.THROUGHPUT, SampleArm.fixed("a", "a").rate(1_010_000).noise(0.0001));
        assertEquals(Verdict.NO_DIFFERENCE, comparison.verdict());
    }

    @Test
    void aDifferenceWithinTheNoiseIsInconclusive() {
        Comparison comparison = compare(
                Measure.THROUGHPUT, SampleArm.fixed("a", "a").rate(1_050_000).noise(0.9));
        assertEquals(Verdict.INCONCLUSIVE, comparison.verdict());
        assertTrue(comparison.interval().orElseThrow().contains(1));
    }

    @Test
    void whatWasNotMeasuredIsNotCompared() {
        ArmResult failed = SampleArm.fixed("failed", "failed").failed("died").build();
        assertEquals(Optional.empty(), Comparison.of(Measure.THROUGHPUT, failed, BASE, EFFECT));
        assertEquals(Optional.empty(), Comparison.of(Measure.THROUGHPUT, BASE, failed, EFFECT));
        ArmResult idle = SampleArm.fixed("idle", "idle").rate(0).build();
        assertEquals(Optional.empty(), Comparison.of(Measure.THROUGHPUT, BASE, idle, EFFECT));
    }

    @Test
    void theBestArmHasTheHighestThroughputThenTheLowestLatencyThenTheLeastCpu() {
        ArmResult slow =
                SampleArm.fixed("slow", "slow").rate(500_000).latency(1).build();
        ArmResult late =
                SampleArm.fixed("late", "late").rate(1_010_000).latency(60).build();
        ArmResult dear = SampleArm.fixed("dear", "dear").cores(1.8).build();
        ArmResult failed = SampleArm.fixed("failed", "failed").failed("died").build();
        assertEquals(Optional.of(BASE), Ranking.best(List.of(failed, slow, late, dear, BASE), EFFECT));
        assertEquals(Optional.empty(), Ranking.best(List.of(failed), EFFECT));
    }

    /** Over all its measured seconds "early" had more: before it was steady, which is not compared. */
    @Test
    void theOrderIsThatOfTheSteadyPartsWhichAreCompared() {
        ArmResult early = SampleArm.fixed("early", "early")
                .rate(1_000_000)
                .totalRate(1_500_000)
                .build();
        ArmResult steady = SampleArm.fixed("steady", "steady").rate(1_200_000).build();
        assertEquals(
                List.of("steady"),
                Ranking.tiedForBest(Measure.THROUGHPUT, List.of(early, steady), EFFECT).stream()
                        .map(arm -> arm.arm().name())
                        .toList());
        assertEquals(Optional.of(steady), Ranking.best(List.of(early, steady), EFFECT));
    }

    @Test
    void theOrderOverBlocksIsThatOfTheRatiosWithinThem() {
        ArmResult one = new SampleRuns(3, 0.001).blocks(4, 1.2, place -> 1).arm();
        ArmResult other = new SampleRuns(3, 0.001).blocks(4, 1.2, place -> 1).base();
        assertEquals(List.of(one), Ranking.tiedForBest(Measure.THROUGHPUT, List.of(other, one), EFFECT));
    }

    @Test
    void anArmThatGotNothingThroughIsNotTheBest() {
        ArmResult idle = SampleArm.fixed("idle", "idle").rate(0).build();
        assertEquals(List.of(BASE), Ranking.tiedForBest(Measure.THROUGHPUT, List.of(idle, BASE), EFFECT));
    }

    private static Comparison compare(Measure measure, SampleArm arm) {
        return Comparison.of(measure, arm.build(), BASE, EFFECT).orElseThrow();
    }
}
