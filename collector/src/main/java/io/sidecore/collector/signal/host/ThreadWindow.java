package io.sidecore.collector.signal.host;

import io.sidecore.collector.host.Interferer;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.ThreadTimes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One thread between two samples. With d for a difference:
 *
 * <pre>
 * run      = d(run time) / elapsed          both scaled down alike if together they exceed the window: the two
 * runnable = d(run delay) / elapsed         are read at slightly different times
 * softirq  = d(softirq time) / elapsed, at most run
 * </pre>
 *
 * A wait counts where it ends, so one that began in an earlier window may be longer than this one.
 */
final class ThreadWindow {

    private static final Comparator<RanInstead> MOST_CHARGED =
            Comparator.comparingDouble(RanInstead::share).reversed().thenComparingInt(RanInstead::tid);

    private final ThreadSample older;
    private final ThreadSample newer;
    private final long elapsedNanos;

    private ThreadWindow(ThreadSample older, ThreadSample newer, long elapsedNanos) {
        this.older = older;
        this.newer = newer;
        this.elapsedNanos = elapsedNanos;
    }

    /** Absent if it is another thread of the same number, somebody else counts, or the counters went back. */
    static Optional<ThreadObservation> between(ThreadSample older, ThreadSample newer, long elapsedNanos) {
        boolean same = older.startedTicks() == newer.startedTicks()
                && older.times().source() == newer.times().source();
        return same ? new ThreadWindow(older, newer, elapsedNanos).observation() : Optional.empty();
    }

    private Optional<ThreadObservation> observation() {
        ThreadTimes was = older.times();
        ThreadTimes is = newer.times();
        long run = Deltas.of(was.runNanos(), is.runNanos());
        long delay = Deltas.of(was.runDelayNanos(), is.runDelayNanos());
        long slices = Deltas.of(was.slices(), is.slices());
        if (run < 0 || delay < 0 || slices < 0) {
            return Optional.empty();
        }
        double scale = 1.0 / Math.max((double) elapsedNanos, (double) run + delay);
        OptionalDouble softirq = Deltas.share(Deltas.of(older.softirqNanos(), newer.softirqNanos()), elapsedNanos);
        return Optional.of(new ThreadObservation(
                is.source() == ThreadTimes.Source.BPF ? SignalSource.SCHED_PROBE : SignalSource.SCHEDSTAT,
                run * scale,
                delay * scale,
                softirq.isEmpty() ? softirq : OptionalDouble.of(Math.min(run * scale, softirq.getAsDouble())),
                slices == 0 ? Optional.empty() : Optional.of(runDelay(delay, slices)),
                slices * 1e9 / elapsedNanos,
                Deltas.perSecond(Deltas.of(was.voluntarySwitches(), is.voluntarySwitches()), elapsedNanos),
                ranInstead(),
                older.otherInterferersNanos().isPresent()
                        && newer.otherInterferersNanos().isPresent(),
                newer.lastCpu()));
    }

    private RunDelay runDelay(long delayNanos, long slices) {
        Optional<Histogram> was = older.times().runDelay();
        Optional<Histogram> is = newer.times().runDelay();
        return new RunDelay(
                slices,
                (double) delayNanos / slices,
                was.isPresent() && is.isPresent() ? is.get().grownSince(was.get()) : Optional.empty());
    }

    private List<RanInstead> ranInstead() {
        if (newer.interferers().isEmpty()) {
            return List.of();
        }
        Map<Integer, Long> before = new HashMap<>();
        older.interferers().forEach(one -> before.put(one.tid(), one.nanos()));
        long unlisted = unlistedAtMost();
        List<RanInstead> list = new ArrayList<>();
        for (Interferer one : newer.interferers()) {
            long charged = one.nanos() - before.getOrDefault(one.tid(), unlisted);
            if (charged > 0) {
                list.add(
                        new RanInstead(one.tid(), one.pid(), one.comm(), Math.min(1, (double) charged / elapsedNanos)));
            }
        }
        list.sort(MOST_CHARGED);
        return list;
    }

    /**
     * What may have been charged already to a thread that the older list leaves out: no more than all such threads
     * together, and no more than the least of those that it names.
     */
    private long unlistedAtMost() {
        long others = older.otherInterferersNanos().orElse(0);
        return older.interferers().stream().mapToLong(Interferer::nanos).reduce(others, Math::min);
    }
}
