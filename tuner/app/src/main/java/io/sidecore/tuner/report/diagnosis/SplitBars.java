package io.sidecore.tuner.report.diagnosis;

import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.collector.signal.host.WorkerSeries;
import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.report.svg.Svg;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One bar for each worker: what its time went to, as shares of the whole. */
final class SplitBars {

    private static final int MOST = 40;
    private static final int WIDTH = 1000;
    private static final int BAR_X = 210;
    private static final int BAR = 640;
    private static final int NOTE_X = BAR_X + BAR + 12;
    private static final int STEP = 30;
    private static final int HEIGHT = 20;
    private static final int TOP = 34;

    /** A part narrower than this has no room for its number. */
    private static final int LABELLED = 40;

    private SplitBars() {}

    static void draw(Markup to, HostWindows windows) {
        List<WorkerSeries> workers = windows.workers().stream()
                .sorted(Comparator.comparingDouble(WorkerTable::wanted)
                        .reversed()
                        .thenComparing(worker -> worker.worker().name()))
                .limit(MOST)
                .toList();
        int hidden = windows.workers().size() - workers.size();
        to.leaf(
                "p",
                "Mean over the windows" + (hidden > 0 ? "; " + hidden + " workers with less to do are not shown" : "")
                        + ".",
                "class",
                "note");
        Svg.Frame frame = new Svg.Frame(WIDTH, TOP + STEP * workers.size() + 4, true);
        to.open("div", "class", "scroll");
        try (Svg svg = new Svg(to, frame, "split", "what each worker's time went to", words(workers))) {
            legend(svg);
            for (int i = 0; i < workers.size(); i++) {
                bar(svg, workers.get(i), TOP + STEP * i);
            }
        }
        to.close();
    }

    private static void legend(Svg svg) {
        double x = BAR_X;
        for (Activity activity : Activity.values()) {
            svg.rounded(type(activity), x, 6, 12, 12, 3);
            svg.text("tick", x + 17, 16, activity.text());
            x += 30 + 6.2 * activity.text().length();
        }
    }

    private static void bar(Svg svg, WorkerSeries worker, double top) {
        String name = worker.worker().name();
        svg.text("name end", BAR_X - 10, top + 15, Figures.cut(name, 28), name);
        svg.rounded("unknown", BAR_X, top, BAR, HEIGHT, 3);
        double x = BAR_X;
        for (Activity activity : Activity.values()) {
            double share = worker.share(activity).mean().orElse(0);
            double width = share * BAR;
            if (width > 0) {
                svg.rect(type(activity), x, top, width, HEIGHT);
                if (width >= LABELLED) {
                    svg.text("inside mid " + type(activity), x + width / 2, top + 14.5, Figures.percent(share));
                }
                x += width;
            }
        }
        if (x == BAR_X) {
            svg.text("absent", BAR_X + 8, top + 14.5, "not measured");
        }
        svg.text(
                "tick",
                NOTE_X,
                top + 14.5,
                "tid " + worker.worker().tid() + ", CPU "
                        + Figures.cut(worker.worker().cpus().toString(), 10));
    }

    static String type(Activity activity) {
        return "t-" + activity.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String words(List<WorkerSeries> workers) {
        return workers.stream()
                .map(worker -> worker.worker().name() + ": "
                        + List.of(Activity.values()).stream()
                                .filter(activity -> worker.share(activity).count() > 0)
                                .map(activity -> activity.text() + " " + WorkerTable.share(worker, activity))
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }
}
