package io.sidecore.tuner.study.talk.claim;

import io.sidecore.tuner.study.talk.Bed;
import io.sidecore.tuner.study.talk.Cell;
import io.sidecore.tuner.study.talk.Design;
import io.sidecore.tuner.study.talk.Sweep;
import io.sidecore.tuner.study.talk.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Claims 10 to 12: what polling and posted interrupts gain over plain sharing falls with more guests, and returns where the
 * I/O core is full. They are decided by {@link Traffic#STREAM}; other loads of test bed A are shown beside it.
 */
final class PollingClaims {

    /** Claim 10. The talk's gain is 35 %; less than half of that would be another story. */
    static final double GAIN = 1.15;

    /** Claim 11. The talk says "about the same": within 8 %, which a reader of its graph would not tell. */
    static final double SAME = 0.08;

    /** Claim 12: more than what counts as the same. */
    static final double AGAIN = 1 + SAME;

    /** Claim 12: an I/O core that is busy for so much of its time is saturated. */
    static final double SATURATED = 0.95;

    /** Claim 12: share of what the line can carry that counts as line rate. */
    static final double LINE_RATE = 0.95;

    private final Sweep decides;
    private final List<Sweep> all;

    /** @param all sweeps of test bed A, {@link Traffic#STREAM} among them */
    PollingClaims(List<Sweep> all) {
        this.all = all;
        this.decides = all.stream()
                .filter(sweep -> sweep.traffic() == Traffic.STREAM)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("test bed A needs a sweep of streams"));
    }

    Claim few() {
        return ratios(
                10,
                "With few guests, polling and posted interrupts gain about 35 % over plain sharing.",
                "stream, 1 to 3 guests: both give at least 1.15 times the throughput of plain sharing",
                n -> n <= 3,
                ratio -> ratio >= GAIN,
                "a guest's own work for each frame, or the way to the peer, hides what a kick costs.");
    }

    Claim some() {
        return ratios(
                11,
                "With 4 to 5 guests, plain sharing is about as good as polling: a busy worker requeues, and does not sleep.",
                "stream, 4 and 5 guests: polling gives within 8 % of the throughput of plain sharing",
                n -> n == 4 || n == 5,
                ratio -> Math.abs(ratio - 1) <= SAME,
                "guests with small windows leave the worker time to sleep between batches, until it is nearly full. "
                        + "deep-stream, with four times the window, shows whether that is so.");
    }

    private Claim ratios(
            int number, String talk, String rule, IntPredicate which, DoublePredicate wanted, String guess) {
        List<Design> judged = number == 10 ? List.of(Design.POLLING, Design.POSTED) : List.of(Design.POLLING);
        if (decides.guests().stream().noneMatch(which::test)) {
            return Claim.notTested(number, talk, rule, "not measured with so many guests");
        }
        List<String> evidence = new ArrayList<>();
        boolean holds = true;
        for (Sweep sweep : all) {
            for (Design design : judged) {
                Versus ratio = Versus.throughput(sweep, design, Design.SHARING);
                boolean as = ratio.all(which, wanted);
                holds &= as || sweep.traffic() != decides.traffic();
                evidence.add(ratio.words(which) + (as ? " (holds)" : " (does not hold)"));
            }
        }
        return new Claim(number, talk, rule, Claim.Finding.of(holds), evidence, guess);
    }

    Claim many() {
        String talk =
                "With 6 to 7 guests the I/O thread is saturated, having no exits wins again, and it reaches line rate.";
        String rule =
                "stream, 6 and 7 guests: sharing's worker is busy for 95 % or more; posted interrupts give more than "
                        + "1.08 times its throughput; and 95 % or more of the line with the most guests";
        IntPredicate which = n -> n >= 6;
        List<Integer> guests = decides.guests().stream().filter(which::test).toList();
        if (guests.isEmpty()) {
            return Claim.notTested(12, talk, rule, "not measured with so many guests");
        }
        Versus ratio = Versus.throughput(decides, Design.POSTED, Design.SHARING);
        boolean saturated =
                guests.stream().allMatch(n -> decides.curve(Design.SHARING).at(n, Cell::workerCpus) >= SATURATED);
        boolean wins = ratio.all(which, value -> value > AGAIN);
        int most = guests.get(guests.size() - 1);
        double line =
                decides.curve(Design.POSTED).at(most, Cell::throughput) / (Bed.A.gigabits(decides.traffic()) * 1e9);
        List<String> evidence = new ArrayList<>();
        evidence.add("the worker of plain sharing is busy for " + busy(guests) + yes(saturated));
        evidence.add(ratio.words(which) + yes(wins));
        evidence.add(String.format(
                Locale.ROOT,
                "posted interrupts fill %.0f %% of the line at %d%s",
                100 * line,
                most,
                yes(line >= LINE_RATE)));
        all.stream()
                .filter(sweep -> sweep.traffic() != decides.traffic())
                .forEach(sweep -> evidence.add(
                        Versus.throughput(sweep, Design.POSTED, Design.SHARING).words(which)));
        return new Claim(
                12,
                talk,
                rule,
                Claim.Finding.of(saturated && wins && line >= LINE_RATE),
                evidence,
                "where kicks are dear, the line is full before the I/O core is; where the I/O core is full (deep-stream), its "
                        + "worker never sleeps, so that plain sharing is not kicked either, and a frame takes the worker "
                        + "as long in all designs. Real hosts may pay for interrupts on the I/O core; here guests do.");
    }

    private String busy(List<Integer> guests) {
        return guests.stream()
                .map(n -> String.format(
                        Locale.ROOT, "%.2f at %d", decides.curve(Design.SHARING).at(n, Cell::workerCpus), n))
                .collect(Collectors.joining(", "));
    }

    private static String yes(boolean holds) {
        return holds ? " (holds)" : " (does not hold)";
    }
}
