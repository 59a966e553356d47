package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.signal.host.QueueObservation;
import io.sidecore.collector.signal.host.QueueSeries;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Signs of a backlog that do not come from the counter that says how busy a worker is: each corroborates that it is
 * overloaded, none does alone.
 */
final class Backlog {

    /** Share of turns that left work behind. A worker that keeps up leaves none: the weight limit ends only long turns. */
    private static final double LIMITED = 0.05;

    /** Delay (p99) from kick to service: 50 times what a worker that keeps up takes (10 to 20 us). */
    private static final long LATE_NANOS = 1_000_000;

    /** A worker that gives its CPU up less often than this hardly ever runs out of work. */
    private static final double RARELY_SLEEPS_PER_SECOND = 50;

    /** Kicks for each turn. A worker that runs out of work asks for a kick each time, so each turn has one. */
    private static final double FEW_KICKS_PER_TURN = 0.2;

    /** Fewer turns than this say nothing of their kicks. */
    private static final double MANY_TURNS_PER_SECOND = 100;

    private Backlog() {}

    /** Those that are there, at most one of each kind: of the queue that shows it best. */
    static List<Evidence> signs(WorkerSeries series) {
        List<Evidence> signs = new ArrayList<>();
        limited(series).ifPresent(signs::add);
        late(series).ifPresent(signs::add);
        drops(series).ifPresent(signs::add);
        neverSleeps(series).ifPresent(signs::add);
        kicksSuppressed(series).ifPresent(signs::add);
        return signs;
    }

    private static Optional<Evidence> limited(WorkerSeries series) {
        return most(series, median(QueueObservation::limited), LIMITED).map(queue -> {
            double share = median(QueueObservation::limited).applyAsDouble(queue);
            return evidence(
                    queue,
                    "limited_median",
                    share,
                    Unit.RATIO,
                    " left work behind in " + Words.percent(share) + " of turns");
        });
    }

    private static Optional<Evidence> late(WorkerSeries series) {
        return most(series, queue -> p99Nanos(queue), LATE_NANOS).map(queue -> {
            double nanos = p99Nanos(queue);
            return evidence(
                    queue,
                    "delay_p99",
                    nanos,
                    Unit.NANOSECONDS,
                    " waits up to " + Words.nanos(nanos) + " (p99) for its turn");
        });
    }

    private static double p99Nanos(QueueSeries queue) {
        return queue.delayNanos(0.99).orElse(0);
    }

    private static Optional<Evidence> drops(WorkerSeries series) {
        return most(series, median(QueueObservation::dropsPerSecond), 1).map(queue -> {
            double drops = median(QueueObservation::dropsPerSecond).applyAsDouble(queue);
            return evidence(
                    queue, "drops_median", drops, Unit.PER_SECOND, " drops " + Words.count(drops) + " frames/s");
        });
    }

    private static Optional<Evidence> neverSleeps(WorkerSeries series) {
        OptionalDouble sleeps = Saturated.sleepsPerSecond(series);
        return Saturated.polls(series.worker()) || sleeps.orElse(RARELY_SLEEPS_PER_SECOND) >= RARELY_SLEEPS_PER_SECOND
                ? Optional.empty()
                : Optional.of(new Evidence(
                        "sleeps_median",
                        sleeps.getAsDouble(),
                        Unit.PER_SECOND,
                        series.windows().size(),
                        "it runs out of work only " + Words.count(sleeps.getAsDouble()) + " times a second"));
    }

    private static Optional<Evidence> kicksSuppressed(WorkerSeries series) {
        if (Saturated.polls(series.worker())) {
            return Optional.empty(); // it tells guests not to kick, busy or not
        }
        double turns = total(series, QueueObservation::runsPerSecond);
        boolean counted = series.queues().stream()
                .anyMatch(
                        queue -> queue.spread(QueueObservation::kicksPerSecond).count() > 0);
        double kicks =
                total(series, QueueObservation::kicksPerSecond) + total(series, QueueObservation::wakeupsPerSecond);
        return !counted || turns < MANY_TURNS_PER_SECOND || kicks > FEW_KICKS_PER_TURN * turns
                ? Optional.empty()
                : Optional.of(new Evidence(
                        "kicks_per_turn",
                        kicks / turns,
                        Unit.RATIO,
                        series.windows().size(),
                        "only " + Words.count(kicks) + " kicks/s for " + Words.count(turns)
                                + " turns/s: it is too busy to ask for more"));
    }

    private static double total(WorkerSeries series, Function<QueueObservation, OptionalDouble> value) {
        return series.queues().stream().mapToDouble(median(value)).sum();
    }

    private static ToDoubleFunction<QueueSeries> median(Function<QueueObservation, OptionalDouble> value) {
        return queue -> queue.spread(value).median().orElse(0);
    }

    private static Optional<QueueSeries> most(
            WorkerSeries series, ToDoubleFunction<QueueSeries> value, double atLeast) {
        return series.queues().stream()
                .filter(queue -> value.applyAsDouble(queue) >= atLeast)
                .max(Comparator.comparingDouble(value)
                        .thenComparing(queue -> queue.queue().name(), Comparator.reverseOrder()));
    }

    private static Evidence evidence(QueueSeries queue, String measure, double value, Unit unit, String text) {
        return new Evidence(
                measure,
                value,
                unit,
                queue.windows().size(),
                "queue " + queue.queue().name() + text);
    }
}
