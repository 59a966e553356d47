package io.sidecore.tuner.report.diagnosis;

import io.sidecore.collector.diagnosis.Diagnosis;
import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.CpuObservation;
import io.sidecore.collector.signal.host.WorkerSeries;
import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.report.svg.Markup;
import io.sidecore.tuner.report.svg.Svg;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Guest, virtqueue, worker and CPU from left to right, joined by who serves whom. */
final class PathMap {

    private static final int WIDTH = 1000;
    private static final int GUEST = 150;
    private static final int QUEUE_X = 210;
    private static final int QUEUE = 200;
    private static final int WORKER_X = 490;
    private static final int WORKER = 290;
    private static final int CPU_X = 850;
    private static final int CPU = 150;
    private static final int TOP = 30;
    private static final int STEP = 24;
    private static final int SMALL = 20;
    private static final int LARGE = 44;

    private final Diagnosis diagnosis;
    private final Svg svg;
    private final List<PathRows.Row> rows;
    private final double[] middles;

    private PathMap(Diagnosis diagnosis, Svg svg, List<PathRows.Row> rows, double[] middles) {
        this.diagnosis = diagnosis;
        this.svg = svg;
        this.rows = rows;
        this.middles = middles;
    }

    static void draw(Markup to, Diagnosis diagnosis) {
        List<WorkerSeries> workers = PathRows.workers(diagnosis);
        List<PathRows.Row> rows = PathRows.of(workers);
        double[] middles = middles(rows);
        Map<String, Double> workerPlaces =
                places(rows, middles, row -> row.worker().worker().name(), LARGE + 8);
        double height = Math.max(
                rows.isEmpty() ? TOP : middles[rows.size() - 1] + STEP / 2.0,
                workerPlaces.values().stream()
                        .mapToDouble(middle -> middle + LARGE / 2.0)
                        .max()
                        .orElse(0));
        Svg.Frame frame = new Svg.Frame(WIDTH, (int) height + 6, true);
        try (Svg svg = new Svg(to, frame, "map", "guests, virtqueues, workers and CPUs", words(diagnosis, workers))) {
            new PathMap(diagnosis, svg, rows, middles).columns(workerPlaces);
        }
        int hidden = diagnosis.windows().workers().size() - workers.size();
        if (hidden > 0) {
            to.leaf("p", "Not drawn: " + Verdict.count(hidden, "worker") + " with less to do.", "class", "note");
        }
    }

    private void columns(Map<String, Double> workerPlaces) {
        svg.text("strip", 0, 14, "guest");
        svg.text("strip", QUEUE_X, 14, "virtqueue");
        svg.text("strip", WORKER_X, 14, "worker");
        svg.text("strip", CPU_X, 14, "CPU");
        Map<String, Double> guests = places(rows, middles, PathRows.Row::guest, STEP);
        Map<String, Double> cpus = places(rows, middles, row -> cpu(row.worker()), LARGE + 8);
        edges(guests, workerPlaces, cpus);
        guests.forEach((guest, middle) -> {
            if (!guest.isEmpty()) {
                svg.rounded("box", 0.5, middle - SMALL / 2.0, GUEST, SMALL, 4);
                svg.text("tick mid", GUEST / 2.0, middle + 4, Figures.cut(guest, 24), guest);
            }
        });
        for (int i = 0; i < rows.size(); i++) {
            svg.rounded("box", QUEUE_X, middle(i) - SMALL / 2.0, QUEUE, SMALL, 4);
            svg.text(
                    "tick mid",
                    QUEUE_X + QUEUE / 2.0,
                    middle(i) + 4,
                    Figures.cut(rows.get(i).queues(), 34),
                    rows.get(i).tip());
        }
        drawn(rows).forEach((name, worker) -> worker(worker, workerPlaces.getOrDefault(name, 0.0)));
        Map<String, WorkerSeries> oneOfCpu = new LinkedHashMap<>();
        rows.forEach(row -> oneOfCpu.putIfAbsent(cpu(row.worker()), row.worker()));
        oneOfCpu.forEach((cpu, worker) -> cpu(cpu, worker, cpus.getOrDefault(cpu, 0.0)));
    }

    private double middle(int row) {
        return middles[row];
    }

    /** Where rows go: one below the other, those of a worker together with room for its box. */
    private static double[] middles(List<PathRows.Row> rows) {
        double[] middles = new double[rows.size()];
        double top = TOP;
        for (int first = 0; first < rows.size(); ) {
            String worker = rows.get(first).worker().worker().name();
            int end = first;
            while (end < rows.size() && rows.get(end).worker().worker().name().equals(worker)) {
                end++;
            }
            double height = Math.max(LARGE + 8.0, (double) STEP * (end - first));
            double margin = (height - STEP * (end - first)) / 2;
            for (int row = first; row < end; row++) {
                middles[row] = top + margin + STEP * (row - first + 0.5);
            }
            top += height;
            first = end;
        }
        return middles;
    }

    /** Where the boxes of a column go: each in the middle of its rows, pushed down where two would overlap. */
    private static Map<String, Double> places(
            List<PathRows.Row> rows, double[] middles, Function<PathRows.Row, String> key, double step) {
        Map<String, List<Double>> wanted = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            wanted.computeIfAbsent(key.apply(rows.get(i)), name -> new ArrayList<>())
                    .add(middles[i]);
        }
        Map<String, Double> means = new LinkedHashMap<>();
        wanted.forEach((name, rowMiddles) -> means.put(
                name,
                rowMiddles.stream().mapToDouble(Double::doubleValue).average().orElse(0)));
        Map<String, Double> places = new LinkedHashMap<>();
        double free = TOP;
        List<Map.Entry<String, Double>> sorted = means.entrySet().stream()
                .sorted(Comparator.comparingDouble(Map.Entry::getValue))
                .toList();
        for (Map.Entry<String, Double> entry : sorted) {
            double middle = Math.max(entry.getValue(), free + step / 2);
            places.put(entry.getKey(), middle);
            free = middle + step / 2;
        }
        return places;
    }

    private static Map<String, WorkerSeries> drawn(List<PathRows.Row> rows) {
        Map<String, WorkerSeries> workers = new LinkedHashMap<>();
        rows.forEach(row -> workers.putIfAbsent(row.worker().worker().name(), row.worker()));
        return workers;
    }

    private void edges(Map<String, Double> guests, Map<String, Double> workers, Map<String, Double> cpus) {
        for (int i = 0; i < rows.size(); i++) {
            PathRows.Row row = rows.get(i);
            double worker = workers.getOrDefault(row.worker().worker().name(), 0.0);
            if (!row.guest().isEmpty()) {
                svg.path("edge pin", curve(GUEST, guests.getOrDefault(row.guest(), 0.0), QUEUE_X, middle(i)));
            }
            String width = row.share() >= 0.5 ? " thick" : row.share() >= 0.1 ? " medium" : "";
            String state = WorkerState.of(diagnosis, row.worker()).type();
            svg.path("edge " + state + width, curve(QUEUE_X + QUEUE, middle(i), WORKER_X, worker));
        }
        drawn(rows)
                .values()
                .forEach(worker -> svg.path(
                        "edge pin",
                        curve(
                                WORKER_X + WORKER,
                                workers.getOrDefault(worker.worker().name(), 0.0),
                                CPU_X,
                                cpus.getOrDefault(cpu(worker), 0.0))));
    }

    private void worker(WorkerSeries worker, double middle) {
        WorkerState state = WorkerState.of(diagnosis, worker);
        svg.rounded("worker " + state.type(), WORKER_X, middle - LARGE / 2.0, WORKER, LARGE, 6);
        svg.rounded("state " + state.type(), WORKER_X, middle - LARGE / 2.0, 8, LARGE, 4);
        String name = worker.worker().name();
        svg.text(
                "name",
                WORKER_X + 18,
                middle - 4,
                Figures.cut(name, 26),
                name + ", tid " + worker.worker().tid());
        svg.text("tick end", WORKER_X + WORKER - 8, middle - 4, state.text());
        svg.text("tick", WORKER_X + 18, middle + 13, numbers(worker));
    }

    private static String numbers(WorkerSeries worker) {
        List<String> words = new ArrayList<>();
        OptionalDouble work = worker.share(Activity.WORK).median();
        OptionalDouble onCpu = worker.onCpu().median();
        if (work.isPresent()) {
            words.add("work " + Figures.percent(work.getAsDouble()));
        } else {
            onCpu.ifPresent(share -> words.add("on CPU " + Figures.percent(share)));
        }
        worker.share(Activity.RUNNABLE).median().ifPresent(share -> words.add("kept " + Figures.percent(share)));
        worker.share(Activity.ASLEEP).median().ifPresent(share -> words.add("asleep " + Figures.percent(share)));
        return String.join(", ", words);
    }

    private static String cpu(WorkerSeries worker) {
        OptionalInt usual = worker.usualCpu();
        return usual.isPresent()
                ? "CPU " + usual.getAsInt()
                : "CPUs " + worker.worker().cpus();
    }

    private void cpu(String name, WorkerSeries worker, double middle) {
        svg.rounded("cpu", CPU_X, middle - LARGE / 2.0, CPU - 1, LARGE, 2);
        svg.text("name mid", CPU_X + CPU / 2.0, middle - 4, Figures.cut(name, 18), name);
        OptionalInt usual = worker.usualCpu();
        OptionalDouble use = usual.isPresent()
                ? diagnosis.windows().cpu(usual.getAsInt(), CpuObservation::use).median()
                : OptionalDouble.empty();
        svg.text(
                "tick mid",
                CPU_X + CPU / 2.0,
                middle + 13,
                use.isPresent()
                        ? "used " + Figures.percent(use.getAsDouble())
                        : usual.isPresent() ? "use not known" : "moves about");
    }

    private static String curve(double x1, double y1, double x2, double y2) {
        double half = (x1 + x2) / 2;
        return "M" + Svg.px(x1) + " " + Svg.px(y1) + "C" + Svg.px(half) + " " + Svg.px(y1) + " " + Svg.px(half) + " "
                + Svg.px(y2) + " " + Svg.px(x2) + " " + Svg.px(y2);
    }

    private static String words(Diagnosis diagnosis, List<WorkerSeries> workers) {
        return workers.stream()
                .map(worker -> worker.worker().name() + " on " + cpu(worker) + " serves "
                        + Verdict.count(worker.queues().size(), "virtqueue") + ", "
                        + WorkerState.of(diagnosis, worker).text())
                .collect(Collectors.joining("; "));
    }
}
