package io.sidecore.tuner.sim;

import io.sidecore.collector.signal.Interference;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueDelay;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.Saturation;
import io.sidecore.collector.signal.WorkerLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Noise as on a busy host: every window's rates vary by some per cent, delays by more, and in one window of twenty a
 * neighbour steals half of the time.
 */
public final class SimNoise {

    private static final double STOLEN_WINDOWS = 0.05;

    private final SplittableRandom random;
    private final double spread;

    /** @param spread standard deviation of the logarithm of rates; that of delays is four times as large */
    public SimNoise(long seed, double spread) {
        this.random = new SplittableRandom(seed);
        this.spread = spread;
    }

    public static SimNoise none() {
        return new SimNoise(0, 0);
    }

    Observation on(Observation exact) {
        boolean stolen = spread > 0 && random.nextDouble() < STOLEN_WINDOWS;
        double rate = Math.exp(spread * gaussian()) * (stolen ? 0.5 : 1);
        double delay = Math.exp(4 * spread * gaussian()) * (stolen ? 10 : 1);
        List<QueueLoad> queues = exact.queues().stream()
                .map(load -> withRate(load, load.packetsPerSecond() * rate, scaled(load.delay(), delay)))
                .toList();
        return new Observation(exact.atNanos(), exact.window(), exact.workers(), queues, exact.exitsPerSecond());
    }

    private double gaussian() {
        // Sum of twelve uniforms (Irwin and Hall): good enough, and repeatable from the seed.
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += random.nextDouble();
        }
        return sum;
    }

    private static Optional<QueueDelay> scaled(Optional<QueueDelay> delay, double factor) {
        return delay.map(
                exact -> new QueueDelay(Duration.ofNanos(Math.round(exact.mean().toNanos() * factor)), exact.p99()));
    }

    private static QueueLoad withRate(QueueLoad load, double packetsPerSecond, Optional<QueueDelay> delay) {
        return new QueueLoad(
                load.queue(),
                load.worker(),
                packetsPerSecond,
                load.bytesPerSecond(),
                load.kicksPerSecond(),
                load.callsPerSecond(),
                load.dropsPerSecond(),
                load.busy(),
                load.limited(),
                load.visitsPerSecond(),
                delay);
    }

    /** Several windows as one; all of the last one's guests and workers. */
    static Observation mean(long atNanos, List<Observation> windows) {
        Observation last = windows.get(windows.size() - 1);
        List<WorkerLoad> workers = new ArrayList<>();
        for (WorkerLoad load : last.workers()) {
            List<WorkerLoad> all = windows.stream()
                    .flatMap(window -> window.worker(load.worker()).stream())
                    .toList();
            workers.add(new WorkerLoad(
                    load.worker(),
                    load.cpus(),
                    load.mode(),
                    new Saturation(mean(all, w -> w.saturation().busy())),
                    mean(all, WorkerLoad::emptyPolls),
                    mean(all, WorkerLoad::onCpu),
                    Optional.of(new Interference(
                            mean(all, w -> w.interference().orElseThrow().waiting()))),
                    OptionalDouble.empty(),
                    mean(all, WorkerLoad::kicksPerSecond),
                    mean(all, WorkerLoad::callsPerSecond),
                    mean(all, WorkerLoad::sleepsPerSecond),
                    mean(all, WorkerLoad::packetsPerSecond)));
        }
        List<QueueLoad> queues = last.queues().stream()
                .map(load -> withRate(
                        load,
                        mean(
                                windows.stream()
                                        .flatMap(window -> window.queue(load.queue()).stream())
                                        .toList(),
                                QueueLoad::packetsPerSecond),
                        load.delay()))
                .toList();
        return new Observation(
                atNanos, Duration.ofMillis(100L * windows.size()), workers, queues, OptionalDouble.empty());
    }

    private static <T> double mean(List<T> all, ToDoubleFunction<T> value) {
        return all.stream().mapToDouble(value).average().orElseThrow();
    }
}
