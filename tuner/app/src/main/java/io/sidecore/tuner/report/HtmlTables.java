package io.sidecore.tuner.report;

import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.trial.compare.Comparison;
import io.sidecore.tuner.trial.compare.Findings;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.DecisionMark;
import io.sidecore.tuner.trial.result.Design;
import io.sidecore.tuner.trial.result.TrialResult;
import java.util.List;
import java.util.Optional;

/** The words and tables of the HTML report. */
final class HtmlTables {

    /** Longer lists of decisions are folded. */
    private static final int UNFOLDED = 12;

    private final Markup to;
    private final Findings findings;
    private final TrialResult trial;

    HtmlTables(Markup to, Findings findings) {
        this.to = to;
        this.findings = findings;
        this.trial = findings.trial();
    }

    void conclusion() {
        to.open("section", "class", "card conclusion").leaf("h2", "Conclusion");
        tiles();
        to.open("ul");
        findings.conclusion().forEach(sentence -> to.leaf("li", sentence));
        to.close().close();
    }

    /** The first adaptive arm against the best fixed one, large. */
    private void tiles() {
        Optional<ArmResult> adaptive = trial.arms().stream()
                .filter(arm -> arm.arm().adaptive() && arm.totals().isPresent())
                .findFirst();
        Optional<ArmResult> best = findings.bestFixed();
        if (best.isEmpty() || adaptive.isEmpty()) {
            return;
        }
        String versus =
                adaptive.get().arm().name() + " against " + best.get().arm().name();
        to.open("div", "class", "tiles");
        findings.against(adaptive.get(), best.get()).forEach(comparison -> tile(comparison, versus));
        to.close();
    }

    private void tile(Comparison comparison, String versus) {
        String mood = comparison.better() ? " good" : comparison.worse() ? " bad" : "";
        to.open("div", "class", "tile" + mood).leaf("p", comparison.measure().text(), "class", "what");
        to.leaf("p", comparison.ratioText() + " \u00d7", "class", "ratio");
        to.leaf("p", comparison.verdict().text(), "class", "finding")
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

    /** Every arm against the baseline, or the best fixed one. */
    void comparisons() {
        List<Comparison> comparisons = findings.differences();
        if (comparisons.isEmpty()) {
            return;
        }
        String base = trial.design().baseline().isPresent() ? "the baseline, " : "the best fixed arm, ";
        to.open("section", "class", "card")
                .leaf("h2", "Differences to " + base + comparisons.get(0).base());
        to.open("div", "class", "scroll").open("table", "class", "differences");
        head(List.of("arm", "measure", "ratio", "95 % interval", "effect", "verdict"));
        to.open("tbody");
        comparisons.forEach(this::comparison);
        to.close().close().close().close();
    }

    private void comparison(Comparison comparison) {
        to.open("tr")
                .leaf("th", comparison.arm(), "scope", "row")
                .leaf("td", comparison.measure().text());
        to.leaf("td", comparison.ratioText(), "class", "number");
        to.leaf("td", comparison.interval().isPresent() ? comparison.rangeText() : Figures.NONE, "class", "number");
        to.leaf("td", Figures.two(comparison.superiority()), "class", "number");
        to.leaf("td", comparison.verdictText()).close();
    }

    private String order() {
        Design design = trial.design();
        if (design.kind() == Design.Kind.ABA) {
            return "The arms ran one after the other, each between two runs of the baseline, "
                    + design.baseline().orElseThrow() + (design.blocks() == 1 ? "" : ", " + design.blocks() + " times");
        }
        return design.blocks() == 1
                ? "The arms ran one after the other"
                : "The arms ran in " + design.blocks() + " blocks, each arm once in each, in an order drawn with seed "
                        + trial.seed();
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
                order() + "; each run with a backend and load guests of its own and the same seed of the load. "
                        + "Start, warm-up and search are not counted; what of the measured seconds was not steady yet is "
                        + "left out of comparisons (MSER-5), and of the order of arms. Pictures and decisions are those of one run. "
                        + "The best arm is the one with the highest throughput; "
                        + "among those in which no difference to it was found, the one with the lowest p99 latency; among "
                        + "those again, the one with the least worker CPU.");
        to.leaf(
                "p",
                "An arm is better or worse only if the difference is "
                        + Figures.percent(trial.design().smallestEffect())
                        + " or more and the 95 % interval leaves 1 out. No difference is said only if the whole interval "
                        + "lies within that share of 1; all else is inconclusive, also if the machine drifted, or other "
                        + "machines took CPU time, by more than the arms differ. Effect: how often a value of the arm is "
                        + "the better one, 0.5 if neither. With 3 blocks or more the intervals are of the ratios within "
                        + "blocks (Student's t of their logarithms); else from a block bootstrap inside each arm's measured "
                        + "seconds, and then drift between arms is not in them. For p99 latency they are of the p99 of a "
                        + "typical (median) interval.");
        to.close();
    }
}
