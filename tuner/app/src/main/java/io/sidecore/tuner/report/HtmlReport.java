package io.sidecore.tuner.report;

import io.sidecore.tuner.report.chart.BarChart;
import io.sidecore.tuner.report.chart.CostChart;
import io.sidecore.tuner.report.chart.LatencyChart;
import io.sidecore.tuner.report.chart.PlacementMap;
import io.sidecore.tuner.report.chart.TimeLine;
import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.report.svg.Page;
import io.sidecore.tuner.trial.compare.Findings;
import io.sidecore.tuner.trial.compare.Measure;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.HostFacts;
import io.sidecore.tuner.trial.result.TrialResult;
import java.util.List;

/**
 * A trial as one HTML file that needs nothing else: no script, no font, no picture from elsewhere. It is well-formed XML
 * too.
 */
public final class HtmlReport {

    private final Findings findings;
    private final TrialResult trial;
    private final Markup to;

    private HtmlReport(Findings findings) {
        this.findings = findings;
        this.trial = findings.trial();
        this.to = Page.begin("Sidecore trial, " + trial.startedAt(), "report.css");
    }

    /** The whole file. */
    public static String of(Findings findings) {
        return new HtmlReport(findings).document();
    }

    private String document() {
        title();
        HtmlTables tables = new HtmlTables(to, findings);
        tables.conclusion();
        tables.arms();
        charts();
        timeLines(tables);
        placements();
        tables.comparisons();
        tables.missing();
        tables.method();
        return Page.end(to);
    }

    private void title() {
        HostFacts host = trial.host();
        to.open("header").leaf("h1", "Sidecore trial");
        to.open("dl", "class", "facts");
        fact("started", trial.startedAt());
        fact("load", trial.load() + ", seed " + trial.seed());
        fact("measured", Figures.tick(Figures.three(trial.measureSeconds())) + " s per run");
        fact("machine", host.cpuModel() + ", " + host.cpus() + (host.cpus() == 1 ? " CPU" : " CPUs"));
        fact("software", "Linux " + host.kernel() + ", Java " + host.java() + ", Sidecore " + host.sidecore());
        to.close().close();
    }

    private void fact(String name, String value) {
        to.open("div").leaf("dt", name).leaf("dd", value).close();
    }

    private void charts() {
        List<ArmResult> arms = trial.arms();
        to.open("section", "class", "grid");
        figure("Throughput", "packets/s that guests received; the thin line spans 80 % of all intervals");
        new BarChart(Measure.THROUGHPUT, "packets/s", Figures::large).draw(to, "throughput", arms);
        to.close();
        figure("Request latency", "from the moment each request was due; logarithmic; less is better");
        LatencyChart.draw(to, "latency", arms);
        to.close();
        figure("Worker CPU", "in cores, polling included; less is better; the thin line spans 80 % of all windows");
        new BarChart(Measure.WORKER_CPU, "cores", Figures::three).draw(to, "cpu", arms);
        to.close();
        figure("What low latency costs", "p99 latency over worker CPU; low and left is best");
        CostChart.draw(to, "cost", arms);
        to.close();
        to.close();
    }

    /** Opens a card with a picture, which the caller draws and closes. */
    private void figure(String title, String note) {
        to.open("div", "class", "card").leaf("h2", title).leaf("p", note, "class", "note");
    }

    private void timeLines(HtmlTables tables) {
        TimeLine timeLine = new TimeLine(trial.arms());
        int index = 0;
        for (ArmResult arm : trial.arms()) {
            to.open("section", "class", "card");
            to.open("h2").empty("span", "class", "swatch a" + index % 6);
            to.text(arm.arm().name() + " over time").close();
            to.leaf("p", arm.arm().summary(), "class", "note");
            arm.problems().forEach(problem -> to.leaf("p", problem, "class", "problem"));
            if (arm.traffic().isEmpty() && arm.workers().isEmpty()) {
                to.leaf("p", "Nothing was recorded.", "class", "note");
            } else {
                to.open("div", "class", "scroll");
                timeLine.draw(to, "time" + index, arm, index);
                to.close();
            }
            tables.decisions(arm);
            to.close();
            index++;
        }
    }

    private void placements() {
        if (trial.arms().stream().allMatch(arm -> arm.placement().isEmpty())) {
            return;
        }
        to.leaf("h2", "Placement at the end", "class", "part").open("section", "class", "grid");
        int index = 0;
        for (ArmResult arm : trial.arms()) {
            if (!arm.placement().isEmpty()) {
                to.open("div", "class", "card").leaf("h3", arm.arm().name());
                PlacementMap.draw(to, "placement" + index, arm, index);
                to.close();
            }
            index++;
        }
        to.close();
    }
}
