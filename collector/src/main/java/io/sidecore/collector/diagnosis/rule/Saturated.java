package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Evidence;
import io.sidecore.collector.diagnosis.finding.Evidence.Unit;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.signal.host.Activity;
import io.sidecore.collector.signal.host.Spread;
import io.sidecore.collector.signal.host.ThreadObservation;
import io.sidecore.collector.signal.host.TimeSplit;
import io.sidecore.collector.signal.host.WorkerObservation;
import io.sidecore.collector.signal.host.WorkerSeries;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * That work fills a worker's time. What counts as work:
 *
 * <ul>
 *   <li>of a worker that looks without end (PMD, poll mode): turns that found work, of all turns. That it is on a CPU says
 *       nothing.
 *   <li>of others: what handlers took and what the loop around them took, without empty polls; softirqs on top of it too,
 *       as long as they take no more than that: a worker's own frames pass through bridge and tap in them. Where no one
 *       tells work from polling, time on a CPU will do, but only for a worker that does not poll, and it is weak.
 * </ul>
 *
 * In a saturated window a worker that sleeps by design hardly sleeps, and it is not kept from running either.
 *
 * @param load share of a window that is work, median
 * @param workKnown whether work was told from other time on a CPU
 * @param asleep share of a window, median; absent if not known
 * @param windows how many there are
 */
record Saturated(double load, boolean workKnown, OptionalDouble asleep, int windows) {

    /** OVS calls a PMD thread overloaded from 95 % busy on (pmd-auto-lb-load-threshold). */
    static final double POLLER_BUSY = 0.95;

    /** Work of a worker that sleeps by design: SPDK calls a core busy at its limit from 80 % on. */
    static final double BUSY = 0.8;

    /** It would sleep more than this if it kept up with bursts. */
    static final double HARDLY_ASLEEP = 0.1;

    /** Kept from running for more of the time that it wants to run, it is that which must be mended first. */
    static final double LITTLE_KEPT = 0.25;

    /** Softirqs that take less are not mentioned. */
    private static final double WORTH_A_WORD = 0.05;

    /** In so many of the windows. More than {@link Limits#SUSTAINED}: bursts fill single windows. */
    static final double SUSTAINED = 0.8;

    /** Absent if it is not, or it cannot be told. */
    static Optional<Saturated> of(WorkerSeries series) {
        boolean workKnown = series.workSource().isPresent();
        boolean polls = polls(series.worker());
        if (!workKnown && (polls || mayPoll(series))) {
            return Optional.empty();
        }
        Spread full = Spread.of(series.windows(), window -> OptionalDouble.of(isFull(window, polls) ? 1 : 0));
        if (full.atLeast(1) < SUSTAINED) {
            return Optional.empty();
        }
        Spread load = Spread.of(series.windows(), window -> load(window.split(), polls));
        return Optional.of(new Saturated(
                load.median().orElse(0),
                workKnown,
                series.share(Activity.ASLEEP).median(),
                full.count()));
    }

    /** Whether it looks at its queues without end. */
    static boolean polls(HostWorker worker) {
        return worker.kind().alwaysPolls()
                || worker.mode()
                        .filter(mode -> mode.kind() == PollMode.Kind.POLL)
                        .isPresent();
    }

    /** Whether it may poll for a while before it sleeps, so that time on a CPU is not work. */
    static boolean mayPoll(WorkerSeries series) {
        boolean spins = series.worker()
                .mode()
                .filter(mode -> mode.kind() == PollMode.Kind.SPIN)
                .isPresent();
        return spins
                || series.worker().kind() == HostWorker.Kind.IOTHREAD
                || series.queues().stream()
                        .anyMatch(queue -> queue.queue().busyPollMicros().orElse(0) > 0);
    }

    private static boolean isFull(WorkerObservation window, boolean polls) {
        OptionalDouble load = load(window.split(), polls);
        if (load.isEmpty()) {
            return false;
        }
        if (polls) {
            return load.getAsDouble() >= POLLER_BUSY;
        }
        return load.getAsDouble()
                        >= BUSY * (1 - window.split().share(Activity.RUNNABLE).orElse(0))
                && window.split().share(Activity.ASLEEP).orElse(1) <= HARDLY_ASLEEP
                && window.split().keptShare().orElse(0) <= LITTLE_KEPT;
    }

    private static OptionalDouble load(TimeSplit split, boolean polls) {
        OptionalDouble work = split.share(Activity.WORK);
        if (polls) {
            double empty = split.share(Activity.EMPTY_POLLS).orElse(0);
            double turns = work.orElse(0) + empty;
            return work.isEmpty() || turns == 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(work.getAsDouble() / turns);
        }
        if (split.onCpu().isEmpty() && work.isEmpty()) {
            return OptionalDouble.empty();
        }
        double own = work.orElse(0) + split.share(Activity.OTHER).orElse(0);
        double softirq = split.share(Activity.SOFTIRQ).orElse(0);
        return OptionalDouble.of(Math.min(1, own + (softirq <= own ? softirq : 0)));
    }

    Evidence evidence(WorkerSeries series) {
        boolean polls = polls(series.worker());
        String what = polls
                ? Words.percent(load) + " of its turns' time found work"
                : workKnown
                        ? "work fills " + Words.percent(load) + " of the time"
                        : "on a CPU " + Words.percent(load) + " of the time";
        double softirq = series.share(Activity.SOFTIRQ).median().orElse(0);
        String stolen = softirq >= WORTH_A_WORD && !polls ? ", softirqs on top of it " + Words.percent(softirq) : "";
        String sleep = asleep.isPresent() && !polls ? ", asleep " + Words.percent(asleep.getAsDouble()) : "";
        return new Evidence(
                polls ? "work_of_turns_median" : workKnown ? "work_median" : "on_cpu_median",
                load,
                Unit.RATIO,
                windows,
                what + stolen + sleep + " (median window"
                        + series.workSource()
                                .map(source -> ", " + source.text())
                                .orElse("") + ")");
    }

    /** How often it gives the CPU up to wait. */
    static OptionalDouble sleepsPerSecond(WorkerSeries series) {
        return series.thread(ThreadObservation::sleepsPerSecond).median();
    }
}
