package io.sidecore.tuner.study.talk.claim;

import io.sidecore.tuner.study.talk.Cell;
import io.sidecore.tuner.study.talk.Curve;
import io.sidecore.tuner.study.talk.Design;
import io.sidecore.tuner.study.talk.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Claims 14 to 16: how throughput grows with guests. */
final class ScalingClaims {

    /** Claim 14. "Don't scale very well", no number: each of 7 guests gets 0.75 or less of what one alone gets. */
    static final double SCALES_BADLY = 0.75;

    /** Claim 15. "Sharing helps as guests grow": 5 % at the end, the smaller of the two garbled figures. */
    static final double HELPS = 1.05;

    /** Claim 16. "Better" on either side: 2 %, more than seeds differ by. */
    static final double BETTER = 1.02;

    private ScalingClaims() {}

    /** @param sweeps the stream and the RR of test bed A; both must show it */
    static Claim baselines(List<Sweep> sweeps) {
        String talk =
                "The baseline and the baseline with affinity (all I/O threads on the 8th core) do not scale very well.";
        String rule =
                "stream and rr, 7 guests: each of the two gives at most 0.75 of 7 times what it gives to one guest";
        List<String> evidence = new ArrayList<>();
        boolean holds = true;
        for (Sweep sweep : sweeps) {
            List<Integer> guests = sweep.guests();
            int most = guests.get(guests.size() - 1);
            if (guests.get(0) > 1 || most < 7) {
                return Claim.notTested(14, talk, rule, "not measured with 1 and with 7 guests");
            }
            for (Design design : List.of(Design.BASELINE, Design.AFFINITY, Design.POSTED)) {
                double scale = scale(sweep.curve(design), most);
                holds &= design == Design.POSTED || scale <= SCALES_BADLY;
                evidence.add(String.format(
                        Locale.ROOT,
                        "%s, %s: %.2f of %d times one guest",
                        sweep.traffic().word(),
                        design.title(),
                        scale,
                        most));
            }
        }
        return new Claim(
                14,
                talk,
                rule,
                Claim.Finding.of(holds),
                evidence,
                "with one guest to a core, the baseline's workers find time on all 8 CPUs, as these guests wait for their "
                        + "peers and leave some of theirs; moving between CPUs costs a worker nothing in the simulator. "
                        + "With affinity they share one CPU and fill it.");
    }

    private static double scale(Curve curve, int most) {
        return curve.at(most, Cell::throughput) / (most * curve.at(1, Cell::throughput));
    }

    /** @param wide the same with more CPUs, shown beside it */
    static Claim stream(Sweep stream, Sweep wide) {
        String talk = "Streams: sharing helps as guests grow; the gain is not linear.";
        String rule =
                "stream, test bed B with 8 CPUs: shared / baseline is at least 1.05 with the most guests, and 0.05 above that with one";
        Versus ratio = Versus.throughput(stream, Design.RFC, Design.BASELINE);
        int few = stream.guests().get(0);
        int many = stream.guests().get(stream.guests().size() - 1);
        if (many < 18) {
            return Claim.notTested(15, talk, rule, "not measured with 18 guests or more");
        }
        boolean holds = ratio.at(many) >= HELPS && ratio.at(many) - ratio.at(few) >= HELPS - 1;
        return new Claim(
                15,
                talk,
                rule,
                Claim.Finding.of(holds),
                List.of(
                        ratio.words(n -> true),
                        Versus.throughput(stream, Design.RFC_PINNED, Design.BASELINE_PINNED)
                                .words(n -> true),
                        onMoreCpus(wide)),
                "CPUs are not short: then a worker for each guest costs nothing.");
    }

    /** @param wide the same with more CPUs, shown beside it */
    static Claim rr(Sweep rr, Sweep wide) {
        String talk =
                "RR: the baseline is better with few guests; sharing is better with many, not as much as one would like.";
        String rule =
                "rr, test bed B with 8 CPUs: baseline / shared is at least 1.02 with some number up to 7 guests, and shared / "
                        + "baseline at least 1.02 with the most";
        Versus ratio = Versus.throughput(rr, Design.RFC, Design.BASELINE);
        int many = rr.guests().get(rr.guests().size() - 1);
        if (many < 18) {
            return Claim.notTested(16, talk, rule, "not measured with 18 guests or more");
        }
        boolean fewLose = ratio.guests(n -> n > 1 && n <= 7).stream().anyMatch(n -> ratio.at(n) <= 1 / BETTER);
        boolean manyWin = ratio.at(many) >= BETTER;
        return new Claim(
                16,
                talk,
                rule,
                Claim.Finding.of(fewLose && manyWin),
                List.of(
                        ratio.words(n -> true),
                        onMoreCpus(wide),
                        "baseline better with few: " + (fewLose ? "yes" : "no") + "; sharing better with many: "
                                + (manyWin ? "yes" : "no")),
                "a transaction of one small frame keeps the shared worker for 2 or 3 us of about 55, so that guests seldom "
                        + "wait for each other, and a worker that is awake for one spares the other its wake-up.");
    }

    private static String onMoreCpus(Sweep wide) {
        return "with " + wide.bed().cpus() + " CPUs: "
                + Versus.throughput(wide, Design.RFC, Design.BASELINE).words(n -> true);
    }
}
