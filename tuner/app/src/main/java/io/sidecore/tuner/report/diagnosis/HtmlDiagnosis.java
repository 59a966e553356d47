package io.sidecore.tuner.report.diagnosis;

import io.sidecore.collector.diagnosis.Diagnosis;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.report.svg.Page;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A diagnosis as one HTML file that needs nothing else, and is well-formed XML too. */
public final class HtmlDiagnosis {

    private final Diagnosis diagnosis;
    private final HostWindows windows;
    private final Markup to;

    private HtmlDiagnosis(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
        this.windows = diagnosis.windows();
        this.to = Page.begin("Sidecore diagnosis, " + end(), "report.css", "diagnosis.css");
    }

    /** The whole file. */
    public static String of(Diagnosis diagnosis) {
        return new HtmlDiagnosis(diagnosis).document();
    }

    private String document() {
        title();
        new FindingCards(to, diagnosis).draw();
        map();
        split();
        HeatMaps.draw(to, diagnosis);
        ExitCharts.draw(to, windows);
        notes();
        missing();
        method();
        return Page.end(to);
    }

    private void title() {
        to.open("header").leaf("h1", "Sidecore diagnosis").open("dl", "class", "facts");
        fact("ended", end());
        fact("watched", Figures.seconds(windows.length().toNanos() / 1e9) + " in " + windows.count() + " windows");
        fact("workers", String.valueOf(windows.workers().size()));
        fact("virtqueues", String.valueOf(windows.queues().size()));
        fact("guests", String.valueOf(windows.guests().size()));
        fact("CPUs", String.valueOf(windows.inventory().cpus().size()));
        to.close().close();
    }

    private String end() {
        return windows.count() == 0
                ? "nothing seen"
                : Instant.ofEpochMilli(
                                windows.windows().get(windows.count() - 1).atEpochMillis())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString();
    }

    private void fact(String name, String value) {
        to.open("div").leaf("dt", name).leaf("dd", value).close();
    }

    private void map() {
        if (windows.workers().isEmpty()) {
            return;
        }
        to.open("section", "class", "card").leaf("h2", "Who serves whom, and where");
        to.leaf("p", "Guest, virtqueue, worker, CPU. Colour and word say how each worker is.", "class", "note");
        to.open("div", "class", "scroll");
        PathMap.draw(to, diagnosis);
        to.close().close();
    }

    private void split() {
        if (windows.workers().isEmpty()) {
            return;
        }
        to.open("section", "class", "card").leaf("h2", "What the workers' time went to");
        SplitBars.draw(to, windows);
        to.close();
    }

    private void notes() {
        if (diagnosis.notes().isEmpty()) {
            return;
        }
        to.open("section", "class", "card").leaf("h2", "Not the I/O thread").open("ul");
        for (Finding note : diagnosis.notes()) {
            to.leaf("li", note.headline() + ". " + note.explanation());
        }
        to.close().close();
    }

    private void missing() {
        to.open("section", "class", "card").leaf("h2", "What could not be measured");
        if (diagnosis.gaps().isEmpty() && windows.leftOut().isEmpty()) {
            to.leaf("p", "Nothing was missing.");
        } else {
            to.open("ul");
            for (Gap gap : diagnosis.gaps()) {
                to.open("li")
                        .leaf("strong", gap.what())
                        .text(": " + gap.reason())
                        .close();
            }
            if (!windows.leftOut().isEmpty()) {
                to.leaf(
                        "li",
                        "Came, went or began anew, and is not in those windows: "
                                + Verdict.some(windows.leftOut(), 30));
            }
            to.close();
        }
        to.close();
    }

    private void method() {
        to.open("section", "class", "card").leaf("h2", "How this was found");
        to.leaf(
                "p",
                "Counters of the kernel, of BPF probes and of the workers themselves were read once a window; each number "
                        + "is the difference of two readings. Something is called sustained if it holds in 60 % of the "
                        + "windows or more, and a worker overloaded only if its load and at least one other sign agree. "
                        + "Harm orders the findings: about the share of time that is lost to each.");
        to.leaf(
                "p",
                "Time in a kernel worker's handlers is taken by the clock on the wall and scaled down to what the thread "
                        + "had of a CPU. Nothing on the host was changed.");
        to.close();
    }
}
