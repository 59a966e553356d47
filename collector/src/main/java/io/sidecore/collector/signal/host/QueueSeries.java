package io.sidecore.collector.signal.host;

import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.sample.Histogram;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * One virtqueue over the windows of a diagnosis.
 *
 * @param queue as found last
 * @param windows those in which this very queue was observed, oldest first; at least one
 */
public record QueueSeries(Virtqueue queue, List<QueueObservation> windows) {

    public QueueSeries {
        windows = List.copyOf(windows);
    }

    public Spread spread(Function<QueueObservation, OptionalDouble> value) {
        return Spread.of(windows, value);
    }

    /** The delay that this share of all its turns did not exceed; absent if not counted, or there were none. */
    public OptionalDouble delayNanos(double quantile) {
        return windows.stream()
                .flatMap(window -> window.delay().stream())
                .reduce(Histogram.empty(), Histogram::plus)
                .quantileNanos(quantile)
                .stream()
                .asDoubleStream()
                .findFirst();
    }
}
