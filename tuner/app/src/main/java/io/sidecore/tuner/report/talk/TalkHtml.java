package io.sidecore.tuner.report.talk;

import io.sidecore.tuner.report.chart.LineChart;
import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.report.svg.Page;
import io.sidecore.tuner.study.talk.Bed;
import io.sidecore.tuner.study.talk.Cell;
import io.sidecore.tuner.study.talk.Curve;
import io.sidecore.tuner.study.talk.Sweep;
import io.sidecore.tuner.study.talk.Traffic;
import io.sidecore.tuner.study.talk.claim.Claim;
import io.sidecore.tuner.study.talk.claim.TalkFindings;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The talk's claims and graphs as one HTML file, well-formed XML too, like that of a trial. */
public final class TalkHtml {

    private final TalkFindings findings;
    private final Markup to;

    private TalkHtml(TalkFindings findings) {
        this.findings = findings;
        this.to = Page.begin("Sidecore: the talk's claims", "report.css", "talk.css");
    }

    /** The whole file. */
    public static String of(TalkFindings findings) {
        return new TalkHtml(findings).document();
    }

    private String document() {
        to.open("header").leaf("h1", "\u201cVhost: Sharing is better\u201d, simulated");
        to.leaf(
                "p",
                "The claims of the talk (KVM Forum 2015), on Sidecore's simulator; " + Parameters.of(findings.suite()));
        to.leaf("p", Parameters.CAUTION, "class", "note").close();
        claims();
        int index = 0;
        for (Sweep sweep : findings.sweeps()) {
            graphs(sweep, "g" + index++);
        }
        return Page.end(to);
    }

    private void claims() {
        to.open("section", "class", "card").leaf("h2", "Claims");
        to.open("table", "class", "claims").open("thead").open("tr");
        for (String heading : List.of("", "claim", "here", "numbers")) {
            to.leaf("th", heading);
        }
        to.close().close().open("tbody");
        findings.claims().forEach(this::claim);
        to.close().close().close();
    }

    private void claim(Claim claim) {
        to.open("tr").leaf("th", String.valueOf(claim.number()));
        to.open("td")
                .leaf("p", claim.talk())
                .leaf("p", claim.rule(), "class", "note")
                .close();
        to.leaf("td", claim.finding().words(), "class", "finding " + style(claim.finding()));
        to.open("td").open("ul", "class", "numbers");
        claim.evidence().forEach(line -> to.leaf("li", line));
        to.close();
        if (!claim.guess().isEmpty()) {
            to.leaf("p", "A guess why: " + claim.guess(), "class", "note");
        }
        to.close().close();
    }

    private static String style(Claim.Finding finding) {
        return finding.name().toLowerCase(Locale.ROOT);
    }

    private void graphs(Sweep sweep, String id) {
        to.leaf(
                "h2",
                "Test bed " + Parameters.name(sweep.bed()) + ": " + Parameters.name(sweep.traffic()),
                "class",
                "part");
        to.leaf("p", Parameters.of(sweep), "class", "note").open("section", "class", "grid");
        graph(sweep, id + "t", "Throughput", throughput(sweep));
        if (sweep.traffic() == Traffic.RR) {
            graph(
                    sweep,
                    id + "m",
                    "Mean latency",
                    new Graph(Cell::meanMicros, micros("mean latency"), Optional.empty()));
            graph(sweep, id + "p", "p99 latency", new Graph(Cell::p99Micros, micros("p99 latency"), Optional.empty()));
        }
        LineChart cpus = new LineChart("worker CPU over guests", "guests", Figures::three);
        graph(sweep, id + "c", "Worker CPU", new Graph(Cell::workerCpus, cpus, Optional.empty()));
        to.close();
    }

    /** What is drawn, and how. */
    private record Graph(ToDoubleFunction<Cell> measure, LineChart chart, Optional<LineChart.Level> level) {}

    private static Graph throughput(Sweep sweep) {
        LineChart chart = new LineChart("throughput over guests", "guests", Figures::large);
        boolean line = sweep.bed() == Bed.A && sweep.traffic() == Traffic.STREAM;
        return new Graph(
                Cell::throughput,
                chart,
                line
                        ? Optional.of(
                                new LineChart.Level("line rate", sweep.bed().gigabits(sweep.traffic()) * 1e9))
                        : Optional.empty());
    }

    private static LineChart micros(String what) {
        return new LineChart(what + " over guests", "guests", Figures::micros);
    }

    private void graph(Sweep sweep, String id, String title, Graph graph) {
        String note = switch (title) {
            case "Throughput" -> "of all guests, " + sweep.traffic().unit() + "; more is better";
            case "Worker CPU" -> "cores, polling included; less is better";
            default -> "of a transaction, as peers see it; less is better";
        };
        to.open("div", "class", "card").leaf("h3", title).leaf("p", note, "class", "note");
        graph.chart().draw(to, id, series(sweep.curves(), graph.measure()), graph.level());
        to.close();
    }

    private static List<LineChart.Series> series(List<Curve> curves, ToDoubleFunction<Cell> measure) {
        return curves.stream()
                .map(curve -> new LineChart.Series(
                        curve.design(),
                        curve.points().stream()
                                .map(point -> spot(point.guests(), point.of(measure)))
                                .toList()))
                .toList();
    }

    private static LineChart.Spot spot(int guests, DoubleSummaryStatistics values) {
        return new LineChart.Spot(guests, values.getAverage(), values.getMin(), values.getMax());
    }
}
