package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.RunDelay;
import io.sidecore.collector.signal.host.SignalSource;
import io.sidecore.collector.signal.host.Spread;
import io.sidecore.collector.signal.host.ThreadObservation;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * That a worker is kept from running: it wants a CPU for a good part of the time and has none, for long at a time. Either
 *
 * <ul>
 *   <li>it is runnable without running for {@link #MUCH} of the window, or
 *   <li>of the time that it wants a CPU it lacks one for {@link #OFTEN}, and its worst waits last {@link #LONG_TAIL_NANOS}:
 *       a worker with little to do, whose packets are late all the same,
 * </ul>
 *
 * in {@link Limits#SUSTAINED} of the windows; and its mean wait is {@link #LONG_NANOS} or more. That is the corroboration:
 * a worker that sleeps and wakes 50 000 times a second waits some 2 us each time for an idle CPU, a tenth of the window,
 * and nobody keeps it from running.
 *
 * @param runnable share of a window, median
 * @param kept of the time that it wanted a CPU, the share that it had none, median
 * @param meanNanos mean wait, median over windows
 * @param p99Nanos absent where only sums are kept
 * @param windows how many there are
 */
record Waiting(
        SignalSource source, double runnable, double kept, double meanNanos, OptionalDouble p99Nanos, int windows) {

    /** Share of a window. A tenth of a worker's capacity is gone: more than what trials call a difference (3 %). */
    static final double MUCH = 0.1;

    /** Share of the time that it wants a CPU. */
    static final double OFTEN = 0.25;

    /** Worst waits (p99) as long as a scheduler's slice: 0.75 to 3 ms by default on kernels 5.15 to 7.x. */
    static final long LONG_TAIL_NANOS = 1_000_000;

    /** Ten times what waking a thread on an idle CPU takes (2 to 5 us). */
    static final double LONG_NANOS = 50_000;

    /** Absent if it is not kept from running, or the scheduler was not asked. */
    static Optional<Waiting> of(WorkerSeries series) {
        Spread runnable = series.share(Activity.RUNNABLE);
        Spread kept = series.kept();
        Spread mean = series.thread(Waiting::meanNanos);
        OptionalDouble p99 = series.runDelayNanos(0.99);
        if (runnable.count() == 0 || mean.count() == 0 || kept.count() == 0) {
            return Optional.empty();
        }
        double meanNanos = mean.median().orElseThrow();
        boolean much = runnable.atLeast(MUCH) >= Limits.SUSTAINED;
        boolean tail = p99.isPresent() ? p99.getAsDouble() >= LONG_TAIL_NANOS : meanNanos >= LONG_TAIL_NANOS / 2.0;
        boolean often = kept.atLeast(OFTEN) >= Limits.SUSTAINED && tail;
        if (!(much || often) || meanNanos < LONG_NANOS) {
            return Optional.empty();
        }
        return Optional.of(new Waiting(
                series.threadSource().orElse(SignalSource.SCHEDSTAT),
                runnable.median().orElseThrow(),
                kept.median().orElseThrow(),
                meanNanos,
                p99,
                runnable.count()));
    }

    private static OptionalDouble meanNanos(ThreadObservation thread) {
        return thread.runDelay()
                .map(RunDelay::meanNanos)
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }

    /** What it loses. A worker with little to do loses no time, but its packets are late. */
    double harm() {
        return Math.max(runnable, kept / 2);
    }

    List<Evidence> evidence() {
        List<Evidence> list = new ArrayList<>();
        list.add(new Evidence(
                "runnable_median",
                runnable,
                Unit.RATIO,
                windows,
                "runnable but not running " + Words.percent(runnable) + " of the time (median window, " + source.text()
                        + ")"));
        list.add(new Evidence(
                "kept_median",
                kept,
                Unit.RATIO,
                windows,
                "of the time that it wants a CPU it has none for " + Words.percent(kept)));
        list.add(new Evidence(
                "run_delay_mean",
                meanNanos,
                Unit.NANOSECONDS,
                windows,
                "each wait for a CPU lasts " + Words.nanos(meanNanos) + " on average"));
        p99Nanos.ifPresent(nanos -> list.add(new Evidence(
                "run_delay_p99",
                nanos,
                Unit.NANOSECONDS,
                windows,
                "1 wait in 100 lasts longer than " + Words.nanos(nanos))));
        return list;
    }
}
