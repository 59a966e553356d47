package io.sidecore.tuner.study.talk.claim;

import io.sidecore.tuner.study.talk.Cell;
import io.sidecore.tuner.study.talk.Curve;
import io.sidecore.tuner.study.talk.Design;
import io.sidecore.tuner.study.talk.Sweep;
import java.util.List;
import java.util.Locale;

/** Claims 13 and 17, about the mean time of a transaction as peers see it. */
final class LatencyClaims {

    /** Claim 13. The talk says "major performance boost" and no number: a quarter less, with any number of guests. */
    static final double BOOST = 0.75;

    /** Claim 17. The talk says "doesn't scale well" and no number: a fifth more than with one guest. */
    static final double WORSE = 1.2;

    private LatencyClaims() {}

    static Claim polling(Sweep rr) {
        Versus polling = Versus.latency(rr, Design.POLLING, Design.BASELINE);
        Versus posted = Versus.latency(rr, Design.POSTED, Design.BASELINE);
        boolean holds =
                polling.all(n -> true, ratio -> ratio <= BOOST) && posted.all(n -> true, ratio -> ratio <= BOOST);
        return new Claim(
                13,
                "Latency: a major performance boost, as guests always run and the I/O core always polls.",
                "rr, any number of guests: polling and posted interrupts have at most 0.75 of the baseline's mean latency",
                Claim.Finding.of(holds),
                List.of(polling.words(n -> true), posted.words(n -> true)),
                "the way to the peer and the guest's own work are most of the latency.");
    }

    /** @param wide the same with more CPUs, shown beside it */
    static Claim baseline(Sweep rr, Sweep wide) {
        Curve curve = rr.curve(Design.BASELINE);
        int few = rr.guests().get(0);
        int many = rr.guests().get(rr.guests().size() - 1);
        double ratio = curve.at(many, Cell::meanMicros) / curve.at(few, Cell::meanMicros);
        String talk = "The original vhost scheme does not scale well in terms of latency.";
        String rule =
                "rr, test bed B with 8 CPUs: the baseline's mean latency with the most guests is at least 1.2 times that with one";
        if (few > 1 || many < 18) {
            return Claim.notTested(17, talk, rule, "not measured with 1 guest and with 18 or more");
        }
        return new Claim(
                17,
                talk,
                rule,
                Claim.Finding.of(ratio >= WORSE),
                List.of(
                        mean(curve, few, many),
                        p99(curve, few, many),
                        p99(rr.curve(Design.RFC), few, many),
                        "with " + wide.bed().cpus() + " CPUs: " + mean(wide.curve(Design.BASELINE), few, many)),
                "a guest that has one transaction under way leaves most of its CPU idle, so that workers find one.");
    }

    private static String mean(Curve curve, int few, int many) {
        return words(
                "mean of " + curve.design(),
                curve.at(few, Cell::meanMicros),
                curve.at(many, Cell::meanMicros),
                few,
                many);
    }

    private static String p99(Curve curve, int few, int many) {
        return words(
                "p99 of " + curve.design(), curve.at(few, Cell::p99Micros), curve.at(many, Cell::p99Micros), few, many);
    }

    private static String words(String what, double first, double last, int few, int many) {
        return String.format(
                Locale.ROOT,
                "%s: %.1f us at %d, %.1f us at %d: %.2f times",
                what,
                first,
                few,
                last,
                many,
                last / first);
    }
}
