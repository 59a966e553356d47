package io.sidecore.tuner.control.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.policies.document.Judging;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final Judge JUDGE = new Judge(new Judging(8, 2, 0.05, 0.02, 4000, 2, 120_000));
    private static final double[] BEFORE = {1.00, 1.01, 1.02, 1.03, 1.04, 1.05, 1.06, 1.07};

    private static double[] plus(double shift) {
        return Arrays.stream(BEFORE).map(utility -> utility + shift).toArray();
    }

    @Test
    void waitsForAllWindows() {
        assertEquals(Judgement.none(), JUDGE.judge(BEFORE, Arrays.copyOf(plus(0.5), 7)));
    }

    @Test
    void saysByHowMuchAndHowSurely() {
        // 64 differences: 0.5 +- 0.07. k = floor(32 - 2.054 * sqrt(64 * 17 / 12)) = 12: the 13th and the 52nd.
        assertEquals(
                "BETTER: utility 1.035 -> 1.535, gain +0.500 [+0.470, +0.530]",
                JUDGE.judge(BEFORE, plus(0.5)).toString());
        assertEquals(
                "WORSE: utility 1.035 -> 0.535, gain -0.500 [-0.530, -0.470]",
                JUDGE.judge(BEFORE, plus(-0.5)).toString());
    }

    @Test
    void aSureButSmallGainIsNotWorthIt() {
        Judgement small = JUDGE.judge(BEFORE, plus(0.04));
        assertTrue(small.low() > 0, small::toString);
        assertEquals(Verdict.INCONCLUSIVE, small.verdict());
    }

    @Test
    void noDifferenceIsInconclusive() {
        double[] same = new double[8];
        Judgement judgement = JUDGE.judge(same, same);
        assertEquals(new Judgement(Verdict.INCONCLUSIVE, 0, 0, 0, 0, 0), judgement);
    }

    @Test
    void aStolenWindowDecidesNothing() {
        double[] after = plus(0.2);
        after[0] = -5;
        assertEquals(Verdict.BETTER, JUDGE.judge(BEFORE, after).verdict());
    }

    @Test
    void aDisasterIsSeenInThreeWindows() {
        assertEquals(
                Verdict.WORSE, JUDGE.judge(BEFORE, new double[] {0.1, 0.2, 0.3}).verdict());
        assertEquals(
                Verdict.WAIT, JUDGE.judge(BEFORE, new double[] {0.1, 0.2, 0.95}).verdict());
        assertEquals(Verdict.WAIT, JUDGE.judge(BEFORE, new double[] {0.1, 0.2}).verdict());
    }

    /** How many of 2000 changes without any effect are called better, per cent. */
    private static double falselyBetter(DoubleSupplier noise) {
        int better = 0;
        for (int i = 0; i < 2000; i++) {
            double[] before = new double[8];
            double[] after = new double[8];
            Arrays.setAll(before, at -> noise.getAsDouble());
            Arrays.setAll(after, at -> noise.getAsDouble());
            better += JUDGE.judge(before, after).verdict() == Verdict.BETTER ? 1 : 0;
        }
        return better / 20.0;
    }

    @Test
    void whatDoesNothingIsSeldomCalledBetter() {
        SplittableRandom random = new SplittableRandom(42);
        // A significance of 0.02, and the normal approximation on 8 + 8 windows: at most 3 %.
        assertTrue(falselyBetter(random::nextDouble) <= 3, "uniform");
        assertTrue(falselyBetter(() -> random.nextDouble() < 0.1 ? -3 : random.nextDouble()) <= 3, "one in ten stolen");
        assertTrue(falselyBetter(() -> Math.log(random.nextDouble())) <= 3, "skewed");
    }

    @Test
    void aGainOfTwiceTheNoiseIsMostlySeen() {
        SplittableRandom random = new SplittableRandom(7);
        int seen = 0;
        for (int i = 0; i < 1000; i++) {
            double[] before = new double[8];
            double[] after = new double[8];
            Arrays.setAll(before, at -> 0.35 * random.nextDouble()); // standard deviation 0.1
            Arrays.setAll(after, at -> 0.2 + 0.35 * random.nextDouble());
            seen += JUDGE.judge(before, after).verdict() == Verdict.BETTER ? 1 : 0;
        }
        assertTrue(seen >= 900, seen + " of 1000");
    }
}
