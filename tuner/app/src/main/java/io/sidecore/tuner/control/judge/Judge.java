package io.sidecore.tuner.control.judge;

import io.sidecore.policies.document.Judging;
import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * Compares the utility of the windows before a change with that of the windows after it, by ranks, so that a few
 * outliers (time stolen by a neighbour) decide nothing:
 *
 * <ul>
 *   <li>gain = median of all differences after[i] - before[j] (Hodges and Lehmann, 1963)
 *   <li>its interval = the differences between rank k+1 and nm-k, with k = nm/2 - z * sqrt(nm(n+m+1)/12) (Mann and
 *       Whitney's test, inverted); z such that either end errs with probability {@code significance}
 *   <li>BETTER if the gain is at least {@code minGain} and the whole interval above 0; WORSE likewise below; else
 *       INCONCLUSIVE
 *   <li>WORSE before all windows were seen, if the first few after the change are all worse than any before, by more than
 *       those before differ from each other and by twice the least gain: a change that breaks things must not last
 * </ul>
 *
 * The rank test takes windows for independent. Those of a busy machine are not quite, hence the least gain.
 */
public final class Judge {

    /** As many windows as the alarm wants to see. */
    private static final int ALARM_WINDOWS = 3;

    private final Judging limits;
    private final double z;

    public Judge(Judging limits) {
        this.limits = limits;
        this.z = new NormalDistribution().inverseCumulativeProbability(1 - limits.significance());
    }

    /**
     * Judges.
     *
     * @param before utilities before the change, at least one
     * @param after utilities after it, so far
     */
    public Judgement judge(double[] before, double[] after) {
        boolean enough = after.length >= limits.windows();
        boolean alarm = after.length >= ALARM_WINDOWS && isAlarming(before, after);
        if (!enough && !alarm) {
            return Judgement.none();
        }
        double[] differences = differences(before, after);
        double gain = new Median().evaluate(differences);
        int skip = skippedRanks(before.length, after.length);
        double low = differences[skip];
        double high = differences[differences.length - 1 - skip];
        return new Judgement(
                alarm ? Verdict.WORSE : verdict(gain, low, high),
                new Median().evaluate(before),
                new Median().evaluate(after),
                gain,
                low,
                high);
    }

    private boolean isAlarming(double[] before, double[] after) {
        double lowest = Arrays.stream(before).min().orElseThrow();
        double spread = Arrays.stream(before).max().orElseThrow() - lowest;
        return Arrays.stream(after).max().orElseThrow() < lowest - Math.max(2 * limits.minGain(), spread);
    }

    private Verdict verdict(double gain, double low, double high) {
        if (gain >= limits.minGain() && low > 0) {
            return Verdict.BETTER;
        }
        return gain <= -limits.minGain() && high < 0 ? Verdict.WORSE : Verdict.INCONCLUSIVE;
    }

    private int skippedRanks(int n, int m) {
        double pairs = (double) n * m;
        double rank = pairs / 2 - z * Math.sqrt(pairs * (n + m + 1) / 12);
        return Math.max(0, (int) Math.floor(rank));
    }

    private static double[] differences(double[] before, double[] after) {
        double[] differences = new double[before.length * after.length];
        int i = 0;
        for (double late : after) {
            for (double early : before) {
                differences[i++] = late - early;
            }
        }
        Arrays.sort(differences);
        return differences;
    }
}
