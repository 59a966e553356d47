package io.sidecore.tuner.report.diagnosis;

import io.sidecore.collector.diagnosis.Diagnosis;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.collector.signal.host.RunDelay;
import io.sidecore.collector.signal.host.WorkerObservation;
import io.sidecore.collector.signal.host.WorkerSeries;
import io.sidecore.tuner.report.svg.Markup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Latency heat maps of the workers that matter most: how long queues waited for each, and where nobody counts that, how
 * long the worker itself waited for a CPU.
 */
final class HeatMaps {

    private static final int MOST = 6;

    private HeatMaps() {}

    /** What a map shows of a worker. */
    private enum Delay {
        QUEUE("from the first kick not served yet until the worker turned to the queue"),
        RUN("from when the worker could run until it ran; queue delays were not counted");

        private final String text;

        Delay(String text) {
            this.text = text;
        }
    }

    static void draw(Markup to, Diagnosis diagnosis) {
        List<WorkerSeries> workers = diagnosis.windows().workers().stream()
                .filter(worker -> !columns(diagnosis, worker, delayOf(worker)).isEmpty())
                .sorted(Comparator.comparing((WorkerSeries worker) -> WorkerState.of(diagnosis, worker))
                        .thenComparing(
                                Comparator.comparingDouble(WorkerTable::wanted).reversed())
                        .thenComparing(worker -> worker.worker().name()))
                .limit(MOST)
                .toList();
        if (workers.isEmpty()) {
            return;
        }
        to.leaf("h2", "Delay over time", "class", "part").open("section", "class", "grid");
        int index = 0;
        for (WorkerSeries worker : workers) {
            Delay delay = delayOf(worker);
            to.open("div", "class", "card").leaf("h3", worker.worker().name());
            to.leaf("p", "Delay " + delay.text + ". Darker: more often. Line: p99.", "class", "note");
            HeatMap.draw(to, "heat" + index++, worker.worker().name(), columns(diagnosis, worker, delay));
            to.close();
        }
        to.close();
    }

    private static Delay delayOf(WorkerSeries worker) {
        return worker.queues().stream().anyMatch(queue -> queue.delayNanos(0.5).isPresent()) ? Delay.QUEUE : Delay.RUN;
    }

    /** One histogram for each window, empty where nothing was counted; none at all if that is so everywhere. */
    private static List<Histogram> columns(Diagnosis diagnosis, WorkerSeries series, Delay delay) {
        List<Histogram> columns = new ArrayList<>();
        for (HostObservation window : diagnosis.windows().windows()) {
            columns.add(delay == Delay.QUEUE ? queues(window, series) : runs(window, series));
        }
        return columns.stream().allMatch(column -> column.count() == 0) ? List.of() : columns;
    }

    private static Histogram queues(HostObservation window, WorkerSeries series) {
        return window.queues().stream()
                .filter(queue -> queue.queue()
                        .worker()
                        .filter(series.worker().name()::equals)
                        .isPresent())
                .flatMap(queue -> queue.delay().stream())
                .reduce(Histogram.empty(), Histogram::plus);
    }

    private static Histogram runs(HostObservation window, WorkerSeries series) {
        return window.workers().stream()
                .filter(worker -> worker.worker().name().equals(series.worker().name()))
                .findFirst()
                .flatMap(WorkerObservation::thread)
                .flatMap(thread -> thread.runDelay())
                .flatMap(RunDelay::histogram)
                .orElse(Histogram.empty());
    }
}
