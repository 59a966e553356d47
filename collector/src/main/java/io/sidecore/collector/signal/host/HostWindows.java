package io.sidecore.collector.signal.host;

import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.Virtqueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The row of observations that one diagnosis is made of, oldest first, and each thing's own row in it. */
public final class HostWindows {

    private final List<HostObservation> windows;
    private final List<WorkerSeries> workers;
    private final List<GuestSeries> guests;
    private final List<QueueSeries> queues;

    private HostWindows(
            List<HostObservation> windows,
            List<WorkerSeries> workers,
            List<GuestSeries> guests,
            List<QueueSeries> queues) {
        this.windows = windows;
        this.workers = List.copyOf(workers);
        this.guests = List.copyOf(guests);
        this.queues = List.copyOf(queues);
    }

    private HostWindows(List<HostObservation> windows) {
        this.windows = List.copyOf(windows);
        this.queues = queues(this.windows);
        Map<String, List<QueueSeries>> ofWorker = new HashMap<>();
        for (QueueSeries series : queues) {
            series.queue()
                    .worker()
                    .ifPresent(worker -> ofWorker.computeIfAbsent(worker, name -> new ArrayList<>())
                            .add(series));
        }
        this.workers = workers(this.windows, ofWorker);
        this.guests = guests(this.windows);
    }

    public static HostWindows of(List<HostObservation> windows) {
        return new HostWindows(windows);
    }

    /**
     * The same windows, with the rows of some things only.
     *
     * @param worker which workers stay, and their virtqueues with them
     * @param guest which guests stay besides those that these workers serve
     */
    public HostWindows keeping(Predicate<WorkerSeries> worker, Predicate<String> guest) {
        List<WorkerSeries> kept = workers.stream().filter(worker).toList();
        Set<String> workerNames =
                kept.stream().map(series -> series.worker().name()).collect(Collectors.toSet());
        List<QueueSeries> keptQueues = queues.stream()
                .filter(series -> guest.test(series.queue().guest())
                        || series.queue().worker().filter(workerNames::contains).isPresent())
                .toList();
        Set<String> served =
                keptQueues.stream().map(series -> series.queue().guest()).collect(Collectors.toSet());
        kept.forEach(series -> series.worker().guest().ifPresent(served::add));
        List<GuestSeries> keptGuests = guests.stream()
                .filter(series -> guest.test(series.guest().name())
                        || served.contains(series.guest().name()))
                .toList();
        return new HostWindows(windows, kept, keptGuests, keptQueues);
    }

    public List<HostObservation> windows() {
        return windows;
    }

    /** How many there are. */
    public int count() {
        return windows.size();
    }

    /** All of them together. */
    public Duration length() {
        return windows.stream().map(HostObservation::window).reduce(Duration.ZERO, Duration::plus);
    }

    /** What was found last; nothing if there is no window. */
    public Inventory inventory() {
        return windows.isEmpty()
                ? new Inventory(List.of(), List.of(), List.of(), List.of(), List.of(), List.of())
                : windows.get(windows.size() - 1).inventory();
    }

    /** Workers that were there in the last window. */
    public List<WorkerSeries> workers() {
        return workers;
    }

    /** Guests likewise. */
    public List<GuestSeries> guests() {
        return guests;
    }

    /** Virtqueues likewise. */
    public List<QueueSeries> queues() {
        return queues;
    }

    public Optional<GuestSeries> guest(String name) {
        return guests.stream()
                .filter(series -> series.guest().name().equals(name))
                .findFirst();
    }

    /** A number of one CPU over the windows. */
    public Spread cpu(int cpu, Function<CpuObservation, Double> value) {
        return Spread.of(
                windows,
                window -> window.cpus().stream()
                        .filter(one -> one.cpu() == cpu)
                        .findFirst()
                        .map(one -> OptionalDouble.of(value.apply(one)))
                        .orElse(OptionalDouble.empty()));
    }

    /** A number of one cgroup over the windows. */
    public Spread cgroup(String path, Function<CgroupObservation, OptionalDouble> value) {
        return Spread.of(
                windows,
                window -> window.cgroups().stream()
                        .filter(one -> one.path().equals(path))
                        .findFirst()
                        .map(value)
                        .orElse(OptionalDouble.empty()));
    }

    /** Everything that could not be measured in some window, each thing once. */
    public List<Gap> gaps() {
        Set<Gap> gaps = new LinkedHashSet<>();
        windows.forEach(window -> gaps.addAll(window.gaps()));
        return List.copyOf(gaps);
    }

    /** What came, went or began anew, each name once. */
    public List<String> leftOut() {
        Set<String> names = new LinkedHashSet<>();
        windows.forEach(window -> names.addAll(window.leftOut()));
        return List.copyOf(names);
    }

    private static List<WorkerSeries> workers(List<HostObservation> windows, Map<String, List<QueueSeries>> queues) {
        List<WorkerSeries> series = new ArrayList<>();
        rows(
                        windows,
                        HostObservation::workers,
                        window -> new Key(
                                window.worker().name(),
                                window.worker().startedTicks(),
                                window.worker().tid()))
                .forEach(row -> {
                    HostWorker last = row.get(row.size() - 1).worker();
                    series.add(new WorkerSeries(last, row, queues.getOrDefault(last.name(), List.of())));
                });
        return series;
    }

    private static List<QueueSeries> queues(List<HostObservation> windows) {
        List<QueueSeries> series = new ArrayList<>();
        rows(windows, HostObservation::queues, window -> new Key(window.queue().name(), window.generation(), 0))
                .forEach(row -> {
                    Virtqueue last = row.get(row.size() - 1).queue();
                    series.add(new QueueSeries(last, row));
                });
        return series;
    }

    private static List<GuestSeries> guests(List<HostObservation> windows) {
        List<GuestSeries> series = new ArrayList<>();
        rows(
                        windows,
                        HostObservation::guests,
                        window -> new Key(
                                window.guest().name(),
                                window.guest().startedTicks(),
                                window.guest().pid()))
                .forEach(row -> {
                    Guest last = row.get(row.size() - 1).guest();
                    series.add(new GuestSeries(last, row));
                });
        return series;
    }

    /** What makes a thing the same in two windows. */
    private record Key(String name, long birth, int number) {}

    /** The rows of everything that the last window has. */
    private static <T> Iterable<List<T>> rows(
            List<HostObservation> windows, Function<HostObservation, List<T>> list, Function<T, Key> key) {
        Map<Key, List<T>> rows = new LinkedHashMap<>();
        if (!windows.isEmpty()) {
            list.apply(windows.get(windows.size() - 1)).forEach(one -> rows.put(key.apply(one), new ArrayList<>()));
        }
        for (HostObservation window : windows) {
            for (T one : list.apply(window)) {
                List<T> row = rows.get(key.apply(one));
                if (row != null) {
                    row.add(one);
                }
            }
        }
        return rows.values();
    }
}
