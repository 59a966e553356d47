package io.sidecore.tuner.report.talk;

import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.study.talk.Cell;
import io.sidecore.tuner.study.talk.Curve;
import io.sidecore.tuner.study.talk.Point;
import io.sidecore.tuner.study.talk.Sweep;
import io.sidecore.tuner.study.talk.Traffic;
import io.sidecore.tuner.study.talk.claim.Claim;
import io.sidecore.tuner.study.talk.claim.TalkFindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** The talk's claims and curves for a terminal. */
public final class TalkText {

    private static final int NAME = 26;

    private TalkText() {}

    /** Tables, then claims. Ends with a line end. */
    public static String of(TalkFindings findings) {
        List<String> lines = new ArrayList<>();
        lines.add(Parameters.of(findings.suite()));
        for (Sweep sweep : findings.sweeps()) {
            lines.add("");
            lines.add("Test bed " + Parameters.name(sweep.bed()) + ": " + Parameters.name(sweep.traffic()) + ", "
                    + sweep.traffic().unit() + " of all guests, by number of guests");
            table(lines, sweep, Cell::throughput, Figures::large);
            if (sweep.traffic() == Traffic.RR) {
                lines.add("mean latency, us");
                table(lines, sweep, Cell::meanMicros, Figures::three);
                lines.add("p99 latency, us");
                table(lines, sweep, Cell::p99Micros, Figures::three);
            }
        }
        lines.add("");
        lines.add(Parameters.CAUTION);
        findings.claims().forEach(claim -> claim(lines, claim));
        return String.join("\n", lines) + "\n";
    }

    private static void table(
            List<String> lines, Sweep sweep, ToDoubleFunction<Cell> measure, DoubleFunction<String> words) {
        StringBuilder head = new StringBuilder(padded("design"));
        sweep.guests().forEach(guests -> head.append(cell(String.valueOf(guests))));
        lines.add(head.toString());
        for (Curve curve : sweep.curves()) {
            StringBuilder line = new StringBuilder(padded(curve.design()));
            for (Point point : curve.points()) {
                line.append(cell(words.apply(point.of(measure).getAverage()).replace(" ", "")));
            }
            lines.add(line.toString());
        }
    }

    private static String padded(String name) {
        return String.format(Locale.ROOT, "%-" + NAME + "s", name);
    }

    private static String cell(String value) {
        return String.format(Locale.ROOT, "%6s", value);
    }

    private static void claim(List<String> lines, Claim claim) {
        lines.add("");
        lines.add(claim.number() + ". " + claim.finding().words() + ": " + claim.talk());
        lines.add("    rule: " + claim.rule());
        claim.evidence().forEach(line -> lines.add("    " + line));
        if (!claim.guess().isEmpty()) {
            lines.add("    a guess why: " + claim.guess());
        }
    }
}
