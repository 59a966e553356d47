package io.sidecore.tuner.top;

import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.ExitRate;
import io.sidecore.collector.signal.host.GuestObservation;
import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.collector.signal.host.QueueObservation;
import io.sidecore.collector.signal.host.RanInstead;
import io.sidecore.collector.signal.host.ThreadObservation;
import io.sidecore.collector.signal.host.TimeSplit;
import io.sidecore.collector.signal.host.VcpuObservation;
import io.sidecore.collector.signal.host.WorkerObservation;
import io.sidecore.tuner.top.text.Cell;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rows of each view of an observation, in no order. */
final class Rows {

    /** From here on a worker has little left to give. */
    private static final double BUSY = 0.9;

    /** Whoever is kept from running for so much of the time is worth a look. */
    private static final double KEPT = 0.2;

    /** More would not fit anyway. */
    private static final int NAMES = 3;

    private final HostObservation window;

    Rows(HostObservation window) {
        this.window = window;
    }

    List<Row> of(View view) {
        return switch (view) {
            case WORKERS -> workers();
            case QUEUES -> window.queues().stream().map(this::queue).toList();
            case GUESTS -> guests();
        };
    }

    private List<Row> workers() {
        Map<String, List<QueueObservation>> queues =
                grouped(queue -> queue.queue().worker().orElse(""));
        return window.workers().stream()
                .map(worker ->
                        worker(worker, queues.getOrDefault(worker.worker().name(), List.of())))
                .toList();
    }

    private Row worker(WorkerObservation observed, List<QueueObservation> queues) {
        HostWorker worker = observed.worker();
        TimeSplit split = observed.split();
        Map<Field, Cell> cells = new EnumMap<>(Field.class);
        cells.put(Field.WORKER_NAME, Cell.of(worker.name()));
        cells.put(Field.TID, Cell.id(worker.tid()));
        cells.put(Field.KIND, Cell.of(kind(worker.kind())));
        cells.put(Field.USEFUL, Cell.percent(split.share(Activity.WORK)));
        cells.put(Field.EMPTY, Cell.percent(split.share(Activity.EMPTY_POLLS)));
        cells.put(Field.OTHER, Cell.percent(split.share(Activity.OTHER)));
        cells.put(Field.WAIT, Cell.percent(split.share(Activity.RUNNABLE)));
        cells.put(Field.SOFTIRQ, Cell.percent(split.share(Activity.SOFTIRQ)));
        cells.put(Field.SLEEP, Cell.percent(split.share(Activity.ASLEEP)));
        cells.put(Field.CPU, cpu(observed.thread()));
        cells.put(Field.INSTEAD, instead(observed.thread()));
        new QueueSums(queues).addTo(cells);
        if (observed.packetsPerSecond().isPresent()) {
            cells.put(Field.PACKETS, Cell.rate(observed.packetsPerSecond()));
        }
        double work = split.share(Activity.WORK).orElse(split.onCpu().orElse(0));
        double kept = split.share(Activity.RUNNABLE).orElse(0);
        Set<String> guests =
                queues.stream().map(queue -> queue.queue().guest()).collect(Collectors.toCollection(HashSet::new));
        worker.guest().ifPresent(guests::add);
        return new Row(
                cells,
                split.onCpu().orElse(work) + kept,
                work >= BUSY || kept >= KEPT,
                guests,
                Set.copyOf(List.of(worker.tid(), worker.pid())),
                queues.stream().map(this::queueOfWorker).toList());
    }

    private Row queueOfWorker(QueueObservation queue) {
        Map<Field, Cell> cells = new EnumMap<>(Field.class);
        cells.put(Field.WORKER_NAME, Cell.of(queue.queue().name()));
        cells.put(Field.USEFUL, Cell.percent(queue.busy()));
        cells.put(Field.EMPTY, Cell.percent(queue.busyPoll()));
        new QueueSums(List.of(queue)).addTo(cells);
        return leaf(cells, queue.queue().guest());
    }

    private static Row leaf(Map<Field, Cell> cells, String guest) {
        return new Row(cells, 0, false, Set.of(guest), Set.of(), List.of());
    }

    private Row queue(QueueObservation queue) {
        QueueSums sums = new QueueSums(List.of(queue));
        Map<Field, Cell> cells = new EnumMap<>(Field.class);
        cells.put(Field.QUEUE_NAME, Cell.of(queue.queue().name()));
        cells.put(Field.BUSY, Cell.percent(queue.busy()));
        cells.put(Field.POLL, Cell.percent(queue.busyPoll()));
        cells.put(Field.RUNS, Cell.rate(queue.runsPerSecond()));
        cells.put(Field.LIMITED, Cell.percent(queue.limited()));
        cells.put(Field.DROPS, Cell.rate(queue.dropsPerSecond()));
        cells.put(Field.MEDIAN, Cell.nanos(sums.delay(0.5)));
        cells.put(Field.WORKER, queue.queue().worker().map(Cell::of).orElse(Cell.ABSENT));
        sums.addTo(cells);
        double rank = queue.busy().orElse(0) + 1e-9 * queue.kicksPerSecond().orElse(0);
        boolean alarming =
                queue.busy().orElse(0) >= BUSY || queue.dropsPerSecond().orElse(0) > 0;
        return new Row(cells, rank, alarming, Set.of(queue.queue().guest()), Set.of(), List.of());
    }

    private List<Row> guests() {
        Map<String, List<QueueObservation>> queues =
                grouped(queue -> queue.queue().guest());
        return window.guests().stream()
                .map(guest -> guest(guest, queues.getOrDefault(guest.guest().name(), List.of())))
                .toList();
    }

    private Row guest(GuestObservation guest, List<QueueObservation> queues) {
        Map<Field, Cell> cells = new EnumMap<>(Field.class);
        new QueueSums(queues).addTo(cells);
        cells.put(Field.GUEST_NAME, Cell.of(guest.guest().name()));
        cells.put(Field.PID, Cell.id(guest.guest().pid()));
        cells.put(Field.VCPUS, Cell.id(guest.guest().vcpus().size()));
        cells.put(Field.RUN, Cell.percent(sum(guest, vcpu -> thread(vcpu, ThreadObservation::run))));
        cells.put(Field.STEAL, Cell.percent(sum(guest, vcpu -> thread(vcpu, ThreadObservation::runnable))));
        cells.put(Field.HALT_POLL, Cell.percent(sum(guest, VcpuObservation::haltPoll)));
        cells.put(Field.EXITS, Cell.rate(guest.exitsPerSecond()));
        cells.put(Field.USER_EXITS, Cell.rate(sum(guest, VcpuObservation::userspaceExitsPerSecond)));
        cells.put(Field.INJECTIONS, Cell.rate(guest.injectionsPerSecond()));
        cells.put(Field.REASONS, reasons(guest.exits()));
        double steal =
                sum(guest, vcpu -> thread(vcpu, ThreadObservation::runnable)).orElse(0);
        Set<Integer> ids = new HashSet<>(Set.of(guest.guest().pid()));
        guest.guest().vcpus().forEach(vcpu -> ids.add(vcpu.tid()));
        return new Row(
                cells,
                sum(guest, vcpu -> thread(vcpu, ThreadObservation::run)).orElse(0) + steal,
                steal >= KEPT,
                Set.of(guest.guest().name()),
                ids,
                guest.vcpus().stream().map(Rows::vcpu).toList());
    }

    private static Row vcpu(VcpuObservation vcpu) {
        Map<Field, Cell> cells = new EnumMap<>(Field.class);
        cells.put(Field.GUEST_NAME, Cell.of("vcpu" + vcpu.vcpu().index()));
        cells.put(Field.PID, Cell.id(vcpu.vcpu().tid()));
        cells.put(Field.RUN, Cell.percent(thread(vcpu, ThreadObservation::run)));
        cells.put(Field.STEAL, Cell.percent(thread(vcpu, ThreadObservation::runnable)));
        cells.put(Field.HALT_POLL, Cell.percent(vcpu.haltPoll()));
        cells.put(Field.EXITS, Cell.rate(vcpu.exitsPerSecond()));
        cells.put(Field.USER_EXITS, Cell.rate(vcpu.userspaceExitsPerSecond()));
        cells.put(Field.KICKS, Cell.rate(vcpu.kicksPerSecond()));
        cells.put(Field.REASONS, reasons(vcpu.exits()));
        return leaf(cells, vcpu.guest());
    }

    private static OptionalDouble thread(VcpuObservation vcpu, Function<ThreadObservation, Double> value) {
        Optional<Double> known = vcpu.thread().map(value);
        return known.isPresent() ? OptionalDouble.of(known.get()) : OptionalDouble.empty();
    }

    private static OptionalDouble sum(GuestObservation guest, Function<VcpuObservation, OptionalDouble> value) {
        List<OptionalDouble> all = guest.vcpus().stream().map(value).toList();
        return all.stream().noneMatch(OptionalDouble::isPresent)
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        all.stream().mapToDouble(one -> one.orElse(0)).sum());
    }

    private static Cell reasons(List<ExitRate> exits) {
        return Cell.of(exits.stream()
                .limit(NAMES)
                .map(exit -> exit.reason() + " "
                        + Cell.rate(OptionalDouble.of(exit.perSecond())).text())
                .collect(Collectors.joining(", ")));
    }

    private static Cell cpu(Optional<ThreadObservation> thread) {
        return thread.filter(one -> one.lastCpu().isPresent())
                .map(one -> Cell.id(one.lastCpu().orElse(0)))
                .orElse(Cell.ABSENT);
    }

    private static Cell instead(Optional<ThreadObservation> thread) {
        if (thread.isEmpty() || !thread.get().ranInsteadKnown()) {
            return Cell.ABSENT;
        }
        List<RanInstead> others = thread.get().ranInstead();
        return new Cell(
                Cell.of(others.stream().limit(NAMES).map(Rows::instead).collect(Collectors.joining(", ")))
                        .text(),
                others.stream().mapToDouble(RanInstead::share).sum());
    }

    private static String instead(RanInstead other) {
        String who = other.isIdle() ? "(idle)" : other.comm() + "/" + other.tid();
        return String.format(Locale.ROOT, "%s %.1f%%", who, 100 * other.share());
    }

    private static String kind(HostWorker.Kind kind) {
        return switch (kind) {
            case VHOST_KTHREAD -> "kthread";
            case VHOST_TASK -> "task";
            case BACKEND -> "backend";
            case PMD -> "pmd";
            case IOTHREAD -> "io";
        };
    }

    private Map<String, List<QueueObservation>> grouped(Function<QueueObservation, String> key) {
        Map<String, List<QueueObservation>> groups = new HashMap<>();
        for (QueueObservation queue : window.queues()) {
            groups.computeIfAbsent(key.apply(queue), name -> new ArrayList<>()).add(queue);
        }
        return groups;
    }
}
