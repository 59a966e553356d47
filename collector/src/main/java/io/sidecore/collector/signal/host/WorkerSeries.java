package io.sidecore.collector.signal.host;

import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.sample.Histogram;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One worker over the windows of a diagnosis.
 *
 * @param worker as found last
 * @param windows those in which this very thread was observed, oldest first; at least one
 * @param queues its queues as found last, over the windows in which they were observed
 */
public record WorkerSeries(HostWorker worker, List<WorkerObservation> windows, List<QueueSeries> queues) {

    /** Share of windows. More than half, so that there is at most one such CPU. */
    private static final double USUALLY = 0.6;

    public WorkerSeries {
        windows = List.copyOf(windows);
        queues = List.copyOf(queues);
    }

    /** Share of a window that went to something, over the windows. */
    public Spread share(Activity activity) {
        return Spread.of(windows, window -> window.split().share(activity));
    }

    public Spread onCpu() {
        return Spread.of(windows, window -> window.split().onCpu());
    }

    /** Of the time that it wanted a CPU, the share that it had none. */
    public Spread kept() {
        return Spread.of(windows, window -> window.split().keptShare());
    }

    /** A number that the scheduler told. */
    public Spread thread(Function<ThreadObservation, OptionalDouble> value) {
        return Spread.of(
                windows,
                window -> window.thread().isPresent()
                        ? value.apply(window.thread().get())
                        : OptionalDouble.empty());
    }

    /** The wait for a CPU that this share of all its waits did not exceed; absent where only sums are kept. */
    public OptionalDouble runDelayNanos(double quantile) {
        return windows.stream()
                .flatMap(window -> window.thread().stream())
                .flatMap(thread -> thread.runDelay().stream())
                .flatMap(delay -> delay.histogram().stream())
                .reduce(Histogram.empty(), Histogram::plus)
                .quantileNanos(quantile)
                .stream()
                .asDoubleStream()
                .findFirst();
    }

    /** The CPU that it ran on at the end of {@link #USUALLY} of the windows; absent if there is none, or it is not known. */
    public OptionalInt usualCpu() {
        if (worker.cpus().count() == 1) {
            return OptionalInt.of(worker.cpus().first());
        }
        Map<Integer, Long> times = windows.stream()
                .flatMap(window -> window.thread().stream())
                .filter(thread -> thread.lastCpu().isPresent())
                .collect(Collectors.groupingBy(thread -> thread.lastCpu().getAsInt(), Collectors.counting()));
        return times.entrySet().stream()
                .filter(entry -> entry.getValue() >= USUALLY * windows.size())
                .mapToInt(Map.Entry::getKey)
                .findFirst();
    }

    /** What the worker thread was observed by last; absent if the scheduler was never asked. */
    public Optional<SignalSource> threadSource() {
        return windows.get(windows.size() - 1).thread().map(ThreadObservation::source);
    }

    /** Who told how much of its time was work; absent if nobody did in the last window. */
    public Optional<SignalSource> workSource() {
        return windows.get(windows.size() - 1).split().parts().stream()
                .filter(part -> part.activity() == Activity.WORK)
                .map(TimePart::source)
                .findFirst();
    }
}
