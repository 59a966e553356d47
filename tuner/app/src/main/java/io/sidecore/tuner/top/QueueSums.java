package io.sidecore.tuner.top;

import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.signal.host.QueueObservation;
import io.sidecore.tuner.top.text.Cell;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/** What several virtqueues did together. A sum is absent if it is known of none of them. */
final class QueueSums {

    private final List<QueueObservation> queues;

    QueueSums(List<QueueObservation> queues) {
        this.queues = queues;
    }

    /** Adds what a worker, a guest and a virtqueue have in common. */
    void addTo(Map<Field, Cell> cells) {
        cells.put(Field.KICKS, Cell.rate(sum(QueueObservation::kicksPerSecond)));
        cells.put(Field.CALLS, Cell.rate(sum(QueueObservation::callsPerSecond)));
        cells.put(Field.PACKETS, Cell.rate(sum(QueueObservation::packetsPerSecond)));
        cells.put(Field.DELAY, Cell.nanos(delay(0.99)));
    }

    OptionalDouble sum(Function<QueueObservation, OptionalDouble> value) {
        double sum = 0;
        boolean known = false;
        for (QueueObservation queue : queues) {
            OptionalDouble one = value.apply(queue);
            known |= one.isPresent();
            sum += one.orElse(0);
        }
        return known ? OptionalDouble.of(sum) : OptionalDouble.empty();
    }

    /** Of all delays of all of them. */
    OptionalLong delay(double quantile) {
        Optional<Histogram> all = queues.stream()
                .map(QueueObservation::delay)
                .flatMap(Optional::stream)
                .reduce(Histogram::plus);
        return all.isPresent() ? all.get().quantileNanos(quantile) : OptionalLong.empty();
    }
}
