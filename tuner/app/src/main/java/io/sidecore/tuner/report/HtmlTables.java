package io.sidecore.tuner.report;

import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.trial.compare.Comparison;
import io.sidecore.tuner.trial.compare.Conclusion;
import io.sidecore.tuner.trial.compare.Interval;
import io.sidecore.tuner.trial.compare.Measure;
import io.sidecore.tuner.trial.compare.Ranking;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.DecisionMark;
import io.sidecore.tuner.trial.result.TrialResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The words and tables of the HTML report. */
final class HtmlTables {

    /** Longer lists of decisions are folded. */
    private static final int UNFOLDED = 12;

    private final Markup to;
    private final TrialResult trial;
    private final Optional<ArmResult> best;

    HtmlTables(Markup to, TrialResult trial) {
        this.to = to;
        this.trial = trial;
        this.best = Ranking.best(
                trial.arms().stream().filter(arm -> !arm.arm().adaptive()).toList());
    }

    void conclusion() {
        to.open("section", "class", "card conclusion").leaf("h2", "Conclusion");
        tiles();
        to.open("ul");
        Conclusion.of(trial).forEach(sentence -> to.leaf("li", sentence));
        to.close().close();
    }

    /** The first adaptive arm against the best fixed one, large. */
    private void tiles() {
        Optional<ArmResult> adaptive = trial.arms().stream()
                .filter(arm -> arm.arm().adaptive() && arm.totals().isPresent())
                .findFirst();
        if (best.isEmpty() || adaptive.isEmpty()) {
            return;
        }
        String versus =
                adaptive.get().arm().name() + " against " + best.get().arm().name();
        to.open("div", "class", "tiles");
        for (Measure measure : Measure.values()) {
            Comparison.of(measure, adaptive.get(), best.get()).ifPresent(comparison -> tile(comparison, versus));
        }
        to.close();
    }

    private void tile(Comparison comparison, String versus) {
        String mood = comparison.better() ? " good" : comparison.worse() ? " bad" : "";
        String finding = comparison.better()
                ? "better: " + comparison.finding().text()
                : comparison.worse()
                        ? "worse: " + comparison.finding().text()
                        : comparison.finding().text();
        to.open("div", "class", "tile" + mood).leaf("p", comparison.measure().text(), "class", "what");
        to.leaf("p", comparison.ratioText() + " \u00d7", "class", "ratio");
        to.leaf("p", finding, "class", "finding")
                .leaf("p", versus, "class", "note")
                .close();
    }

    void arms() {
        to.open("section", "class", "card")
                .leaf("h2", "The arms")
                .open("div", "class", "scroll")
                .open("table");
        head(Row.HEADINGS);
        to.open("tbody");
        for (ArmResult arm : trial.arms()) {
            to.open("tr");
            List<String> cells = Row.of(arm);
            to.leaf("th", cells.get(0), "scope", "row");
            cells.stream().skip(1).forEach(cell -> to.leaf("td", cell, "class", "number"));
            to.close();
        }
        to.close().close().close();
        to.leaf(
                "p",
                "Latency counts from the moment each request was due. Worker CPU is in cores. kicks: guest-to-host "
                        + "notifications; calls: host-to-guest interrupts.",
                "class",
                "note");
        to.close();
    }

    private void head(List<String> headings) {
        to.open("thead").open("tr");
        headings.forEach(heading -> to.leaf("th", heading, "scope", "col"));
        to.close().close();
    }

    void decisions(ArmResult arm) {
        if (arm.decisions().isEmpty()) {
            to.leaf("p", "No decision changed anything.", "class", "note");
            return;
        }
        boolean fold = arm.decisions().size() > UNFOLDED;
        if (fold) {
            to.open("details").leaf("summary", "All " + arm.decisions().size() + " decisions");
        }
        to.open("div", "class", "scroll").open("table", "class", "decisions");
        head(List.of("", "at", "decision", "reason", "verdict"));
        to.open("tbody");
        int number = 1;
        for (DecisionMark decision : arm.decisions()) {
            decision(number++, decision);
        }
        to.close().close().close();
        if (fold) {
            to.close();
        }
    }

    private void decision(int number, DecisionMark decision) {
        boolean kept = decision.outcome() == DecisionMark.Outcome.KEPT;
        to.open("tr").open("td").leaf("span", String.valueOf(number), "class", kept ? "pill kept" : "pill");
        to.close().leaf("td", Figures.seconds(decision.atSeconds()), "class", "number");
        to.leaf("td", decision.text()).leaf("td", decision.reason()).open("td");
        to.leaf("strong", decision.outcome().text());
        to.text(decision.verdict().isBlank() ? "" : ": " + decision.verdict())
                .close()
                .close();
    }

    /** Every arm against the best fixed one. */
    void comparisons() {
        List<Comparison> comparisons = new ArrayList<>();
        best.ifPresent(base -> trial.arms().stream()
                .filter(arm -> !arm.arm().name().equals(base.arm().name()))
                .forEach(arm -> Arrays.stream(Measure.values())
                        .forEach(measure -> Comparison.of(measure, arm, base).ifPresent(comparisons::add))));
        if (comparisons.isEmpty()) {
            return;
        }
        to.open("section", "class", "card")
                .leaf(
                        "h2",
                        "Differences to the best fixed arm, "
                                + comparisons.get(0).base());
        to.open("div", "class", "scroll").open("table", "class", "differences");
        head(List.of("arm", "measure", "ratio", "95 % interval", "found"));
        to.open("tbody");
        comparisons.forEach(this::comparison);
        to.close().close().close().close();
    }

    private void comparison(Comparison comparison) {
        to.open("tr")
                .leaf("th", comparison.arm(), "scope", "row")
                .leaf("td", comparison.measure().text());
        to.leaf("td", comparison.ratioText(), "class", "number");
        to.leaf("td", comparison.interval().map(HtmlTables::range).orElse("too little data"), "class", "number");
        to.leaf("td", comparison.finding().text()).close();
    }

    private static String range(Interval interval) {
        return String.format(Locale.ROOT, "%.2f to %.2f", interval.low(), interval.high());
    }

    void missing() {
        List<String> missing = TextReport.notMeasured(trial.arms());
        to.open("section", "class", "card").leaf("h2", "What could not be measured");
        if (missing.isEmpty()) {
            to.leaf("p", "Nothing was missing.");
        } else {
            to.open("ul");
            missing.forEach(line -> to.leaf("li", line));
            to.close();
        }
        to.leaf("p", "Worker CPU times came from: " + sources() + ".", "class", "note")
                .close();
    }

    private String sources() {
        List<String> sources = trial.arms().stream()
                .map(arm -> arm.threadTimes().orElse("nowhere"))
                .distinct()
                .toList();
        return String.join(", ", sources);
    }

    void method() {
        to.open("section", "class", "card").leaf("h2", "How this was measured");
        to.leaf(
                "p",
                "The arms ran one after the other, each with a backend and load guests of its own and the same seed. "
                        + "Start, warm-up and search are not counted. The best arm is the one with the highest throughput; "
                        + "among those in which no difference to it was found, the one with the lowest p99 latency; among "
                        + "those again, the one with the least worker CPU.");
        to.leaf(
                "p",
                "A difference is called one only if it is 3 % or more and the 95 % interval leaves 1 out. Intervals come "
                        + "from a block bootstrap over the intervals inside each arm's measured seconds; for p99 latency "
                        + "they are of the p99 of a typical (median) interval. Each arm ran once, so drift of the machine "
                        + "between arms is not in them.");
        to.close();
    }
}
