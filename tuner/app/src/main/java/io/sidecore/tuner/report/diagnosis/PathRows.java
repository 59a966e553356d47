package io.sidecore.tuner.report.diagnosis;

import io.sidecore.collector.diagnosis.Diagnosis;
import io.sidecore.collector.signal.host.QueueObservation;
import io.sidecore.collector.signal.host.QueueSeries;
import io.sidecore.collector.signal.host.WorkerSeries;
import io.sidecore.tuner.report.svg.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The rows of the map: a virtqueue each, or where there are too many, all queues of a guest, or of a worker, together. */
final class PathRows {

    /** More virtqueues than this are drawn together. */
    static final int MOST_ROWS = 100;

    /** Workers beyond these are only counted. */
    static final int MOST_WORKERS = 60;

    private PathRows() {}

    /**
     * One row.
     *
     * @param guest whom it stands for
     * @param queues what it stands for
     * @param tip the same at length
     * @param share of its worker's work that it takes, 0..1
     */
    record Row(String guest, String queues, String tip, WorkerSeries worker, double share) {}

    /** Workers to draw: those with findings, then the busiest. Sorted so that a guest's workers stand together. */
    static List<WorkerSeries> workers(Diagnosis diagnosis) {
        return diagnosis.windows().workers().stream()
                .sorted(Comparator.comparing((WorkerSeries worker) -> WorkerState.of(diagnosis, worker))
                        .thenComparing(
                                Comparator.comparingDouble(WorkerTable::wanted).reversed())
                        .thenComparing(worker -> worker.worker().name()))
                .limit(MOST_WORKERS)
                .sorted(Comparator.comparing(worker -> natural(worker.worker().name())))
                .toList();
    }

    /** A name as people sort it: vm2 before vm10. */
    private static String natural(String name) {
        return Pattern.compile("\\d{1,9}")
                .matcher(name)
                .replaceAll(digits -> String.format(Locale.ROOT, "%09d", Integer.parseInt(digits.group())));
    }

    static List<Row> of(List<WorkerSeries> workers) {
        List<Row> rows = new ArrayList<>();
        workers.forEach(worker -> rows.addAll(each(worker)));
        if (rows.size() <= MOST_ROWS) {
            return rows;
        }
        rows.clear();
        workers.forEach(worker -> rows.addAll(byGuest(worker)));
        return rows.size() <= MOST_ROWS
                ? rows
                : workers.stream().map(PathRows::together).toList();
    }

    private static List<Row> each(WorkerSeries worker) {
        if (worker.queues().isEmpty()) {
            return List.of(
                    new Row(worker.worker().guest().orElse(""), "no virtqueue known", "no virtqueue known", worker, 0));
        }
        return worker.queues().stream()
                .sorted(Comparator.comparing(queue -> queue.queue().name()))
                .map(queue -> new Row(
                        queue.queue().guest(),
                        queue.queue().device() + "/" + queue.queue().label() + delay(queue),
                        queue.queue().name() + delay(queue),
                        worker,
                        share(queue)))
                .toList();
    }

    private static String delay(QueueSeries queue) {
        return queue.delayNanos(0.99).isPresent()
                ? "  p99 " + Figures.micros(queue.delayNanos(0.99).getAsDouble() / 1e3)
                : "";
    }

    private static double share(QueueSeries queue) {
        return queue.spread(QueueObservation::shareOfWorker).median().orElse(0);
    }

    private static List<Row> byGuest(WorkerSeries worker) {
        Map<String, List<QueueSeries>> guests = new LinkedHashMap<>();
        worker.queues()
                .forEach(queue -> guests.computeIfAbsent(queue.queue().guest(), name -> new ArrayList<>())
                        .add(queue));
        List<Row> rows = new ArrayList<>();
        guests.forEach((guest, queues) -> {
            String text = Verdict.count(queues.size(), "virtqueue");
            rows.add(new Row(
                    guest,
                    text,
                    text + " of " + guest,
                    worker,
                    Math.min(1, queues.stream().mapToDouble(PathRows::share).sum())));
        });
        return rows.isEmpty() ? each(worker) : rows;
    }

    private static Row together(WorkerSeries worker) {
        TreeSet<String> guests = new TreeSet<>();
        worker.worker().guest().ifPresent(guests::add);
        worker.queues().forEach(queue -> guests.add(queue.queue().guest()));
        String text = Verdict.count(worker.queues().size(), "virtqueue");
        String guest = guests.size() == 1 ? guests.first() : Verdict.count(guests.size(), "guest");
        return new Row(guest, text, text + " of " + Verdict.some(List.copyOf(guests), 10), worker, 1);
    }
}
