package io.sidecore.tuner.trial.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.tuner.SampleArm;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** What comparisons of arms that ran several times say, and how often they are wrong. */
class BlocksTest {

    private static double still(int place) {
        return 1;
    }

    /** A machine that gets slower by 6 % with each run. */
    private static double slowing(int place) {
        return Math.pow(0.94, place);
    }

    private static int count(int seeds, Verdict verdict, LongFunction<SampleRuns> runs) {
        int count = 0;
        for (long seed = 0; seed < seeds; seed++) {
            count += runs.apply(seed).compare().verdict() == verdict ? 1 : 0;
        }
        return count;
    }

    @Test
    void armsThatAreTheSameAreSeldomCalledBetterOrWorse() {
        LongFunction<SampleRuns> same = seed -> new SampleRuns(seed, 0.05).blocks(5, 1, BlocksTest::still);
        int alarms = count(400, Verdict.BETTER, same) + count(400, Verdict.WORSE, same);
        assertTrue(alarms <= 30, alarms + " false alarms of 400, 20 expected at most");
    }

    @Test
    void theIntervalHoldsTheTruthAsOftenAsItSays() {
        int held = 0;
        for (long seed = 0; seed < 400; seed++) {
            SampleRuns runs = new SampleRuns(seed, 0.05).blocks(4, 1.1, BlocksTest::still);
            held += runs.compare().interval().orElseThrow().contains(1.1) ? 1 : 0;
        }
        assertTrue(held >= 370 && held <= 392, held + " of 400");
    }

    @Test
    void anEffectThatIsThereIsFound() {
        int found = count(100, Verdict.BETTER, seed -> new SampleRuns(seed, 0.02).blocks(6, 1.1, BlocksTest::still));
        assertTrue(found >= 90, found + " of 100");
        int worse = count(100, Verdict.WORSE, seed -> new SampleRuns(seed, 0.02).aba(6, 0.9, BlocksTest::still));
        assertTrue(worse >= 90, worse + " of 100");
    }

    @Test
    void armsThatAreTheSameAreSaidToBeGivenEnoughBlocks() {
        int found =
                count(100, Verdict.NO_DIFFERENCE, seed -> new SampleRuns(seed, 0.02).blocks(20, 1, BlocksTest::still));
        assertTrue(found >= 90, found + " of 100");
    }

    @Test
    void aDifferenceThatCountsIsNeverSaidToBeNone() {
        int wrong = count(
                400, Verdict.NO_DIFFERENCE, seed -> new SampleRuns(seed, 0.02).blocks(10, 1.031, BlocksTest::still));
        assertTrue(wrong <= 18, wrong + " of 400, 10 expected at most");
    }

    @Test
    void aMachineThatDriftsByMoreThanTheArmsDifferMakesItInconclusive() {
        Comparison comparison =
                new SampleRuns(3, 0.001).blocks(5, 1.03, BlocksTest::slowing).compare();
        assertEquals(Verdict.INCONCLUSIVE, comparison.verdict());
        assertTrue(
                comparison
                        .reason()
                        .matches("the same arm's throughput drifted by 6\\.\\d % from run to run, which is "
                                + "6\\.\\d % between the runs compared"),
                comparison.reason());
    }

    @Test
    void aDriftThatIsEvenFallsOutBetweenTwoRunsOfTheBaseline() {
        Comparison comparison =
                new SampleRuns(3, 0.001).aba(4, 1.1, BlocksTest::slowing).compare();
        assertEquals(Verdict.BETTER, comparison.verdict(), comparison::reason);
        assertEquals(1.1, comparison.ratio(), 0.005);
        assertEquals(4, comparison.blocks());
    }

    @Test
    void aSingleBracketIsHeldAgainstItself() {
        Comparison comparison =
                new SampleRuns(3, 0).aba(1, 1.1, BlocksTest::slowing).compare();
        assertEquals(Verdict.INCONCLUSIVE, comparison.verdict());
        assertTrue(comparison.reason().contains("drifted by 6.4 % from run to run"), comparison.reason());
    }

    /**
     * The logarithms of the ratios have mean and standard deviation 0.04, so that the root of the number of blocks must
     * reach Student's t: 2.45 is below 2.57 for 6 blocks, 2.65 is above 2.45 for 7.
     */
    @Test
    void whatIsMissingIsSaidInBlocks() {
        Comparison comparison =
                new SampleRuns(5, 0).ratios(1, Math.exp(0.08), Math.exp(0.04)).compare();
        assertEquals(Verdict.INCONCLUSIVE, comparison.verdict());
        assertEquals("about 4 more blocks should tell", comparison.reason());
    }

    @Test
    void aDifferenceAsLargeAsTheLeastThatCountsIsNeverTold() {
        double least = Math.log(1.03) - 1e-6;
        Comparison comparison = new SampleRuns(5, 0)
                .ratios(Math.exp(least - 0.04), Math.exp(least + 0.04), Math.exp(least))
                .compare();
        assertEquals(Verdict.INCONCLUSIVE, comparison.verdict());
        assertEquals("1000 blocks would not tell", comparison.reason());
    }

    @Test
    void twoBlocksGiveNoInterval() {
        Comparison comparison =
                new SampleRuns(5, 0.05).blocks(2, 1, BlocksTest::still).compare();
        assertEquals("measured and steady in 2 blocks only; 3 give an interval", comparison.reason());
    }

    @Test
    void cpuTimeThatWasStolenFromOneArmOnlyMakesItInconclusive() {
        Comparison comparison = Comparison.of(
                        Measure.THROUGHPUT,
                        SampleArm.fixed("a", "a").rate(1_050_000).steal(0.12).build(),
                        SampleArm.fixed("b", "b").build(),
                        0.03)
                .orElseThrow();
        assertEquals(Verdict.INCONCLUSIVE, comparison.verdict());
        assertEquals("other machines took 12.0 % of the CPU time from a and 0.4 % from b (steal)", comparison.reason());
    }
}
