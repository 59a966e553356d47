package io.sidecore.tuner.report.diagnosis;

import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.collector.signal.host.WorkerSeries;
import io.sidecore.tuner.report.svg.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What each worker's time went to, as lines of text. */
final class WorkerTable {

    /** More workers than this are summed up in words. */
    private static final int MOST = 20;

    private WorkerTable() {}

    static List<String> lines(HostWindows windows) {
        if (windows.workers().isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(line("worker", "tid", "CPUs", "work", "polls", "other", "softirq", "waits", "asleep"));
        List<WorkerSeries> workers = windows.workers().stream()
                .sorted(Comparator.comparingDouble(WorkerTable::wanted)
                        .reversed()
                        .thenComparing(worker -> worker.worker().name()))
                .toList();
        workers.stream().limit(MOST).forEach(worker -> lines.add(row(worker)));
        if (workers.size() > MOST) {
            lines.add("and " + (workers.size() - MOST) + " more, each with less to do");
        }
        lines.add("shares of the time; other: on a CPU, not split; waits: wants a CPU, has none");
        return lines;
    }

    /** Share of the time that it wanted a CPU. */
    static double wanted(WorkerSeries worker) {
        double work = worker.share(Activity.WORK).median().orElse(0);
        return worker.onCpu().median().orElse(work)
                + worker.share(Activity.RUNNABLE).median().orElse(0);
    }

    private static String row(WorkerSeries series) {
        return line(
                Figures.cut(series.worker().name(), 28),
                String.valueOf(series.worker().tid()),
                Figures.cut(series.worker().cpus().toString(), 8),
                share(series, Activity.WORK),
                share(series, Activity.EMPTY_POLLS),
                share(series, Activity.OTHER),
                share(series, Activity.SOFTIRQ),
                share(series, Activity.RUNNABLE),
                share(series, Activity.ASLEEP));
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%-28s %8s %-8s %6s %6s %6s %8s %7s %7s", cells);
    }

    static String share(WorkerSeries series, Activity activity) {
        OptionalDouble mean = series.share(activity).mean();
        return mean.isPresent() ? Figures.percent(mean.getAsDouble()) : Figures.NONE;
    }
}
