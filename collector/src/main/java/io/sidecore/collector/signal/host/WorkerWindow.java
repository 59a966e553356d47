package io.sidecore.collector.signal.host;

import io.sidecore.collector.host.WorkerCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How one worker spent a window. With {@code own} for its time on a CPU without softirqs, as a share of the window:
 *
 * <pre>
 * worker that counts itself (backend, PMD): work = own * dBUSY / d(BUSY + EMPTY), emptyPolls = own * dEMPTY / d(BUSY + EMPTY)
 * kernel vhost, d of all its queues:        work = scale * d(handler time) / elapsed, emptyPolls = scale * d(poll time) / elapsed
 *                                           scale = min(1, own / (d(handler time + poll time) / elapsed))
 * other    = own - work - emptyPolls
 * asleep   = 1 - run - runnable
 * </pre>
 *
 * Both time turns by the clock on the wall, and a turn in which the worker is preempted looks long; what it really had
 * bounds them. A worker that counts itself counts every turn, and going to sleep and waking up is its work's price, as in
 * {@link io.sidecore.collector.signal.WorkerLoad}. A probe sees handlers only, and maybe not all: the rest stands apart.
 */
final class WorkerWindow {

    private final Optional<ThreadObservation> thread;
    private final WorkerTurns turns;
    private final Optional<OwnCounts> own;
    private final long elapsedNanos;

    /** What a worker counted of itself; times in its own unit. */
    record OwnCounts(WorkerCounts.Unit unit, long busy, long empty, long sleeping, OptionalDouble packetsPerSecond) {

        /** Absent if it counts anew, or the counters went back. */
        static Optional<OwnCounts> between(WorkerCounts older, WorkerCounts newer, long elapsedNanos) {
            long busy = Deltas.of(older.busy(), newer.busy());
            long empty = Deltas.of(older.empty(), newer.empty());
            boolean same = older.generation() == newer.generation() && older.unit() == newer.unit();
            if (!same || busy < 0 || empty < 0) {
                return Optional.empty();
            }
            long packets = Deltas.of(older.packets(), newer.packets());
            long sleeping = Deltas.of(older.sleeping(), newer.sleeping());
            return Optional.of(
                    new OwnCounts(newer.unit(), busy, empty, sleeping, Deltas.perSecond(packets, elapsedNanos)));
        }

        double turns() {
            return (double) busy + empty;
        }
    }

    WorkerWindow(Optional<ThreadObservation> thread, WorkerTurns turns, Optional<OwnCounts> own, long elapsedNanos) {
        this.thread = thread;
        this.turns = turns;
        this.own = own;
        this.elapsedNanos = elapsedNanos;
    }

    Optional<ThreadObservation> thread() {
        return thread;
    }

    OptionalDouble packetsPerSecond() {
        return own.isPresent() ? own.get().packetsPerSecond() : OptionalDouble.empty();
    }

    TimeSplit split() {
        return thread.isPresent() ? scheduled(thread.get()) : unscheduled();
    }

    /** CPU time for each nanosecond that was counted in its queues' turns, 0..1. */
    double cpuPerTurn() {
        double onWall = (double) turns.total() / elapsedNanos;
        return thread.isEmpty() || onWall == 0 ? 1 : Math.min(1, ownShare(thread.get()) / onWall);
    }

    private TimeSplit scheduled(ThreadObservation seen) {
        List<TimePart> parts = new ArrayList<>(6);
        double left = ownShare(seen);
        if (own.isPresent() && own.get().turns() > 0) {
            double work = left * own.get().busy() / own.get().turns();
            add(parts, Activity.WORK, work, SignalSource.WORKER_ITSELF);
            add(parts, Activity.EMPTY_POLLS, left - work, SignalSource.WORKER_ITSELF);
            left = 0;
        } else if (turns.known()) {
            double work = cpuPerTurn() * turns.workNanos() / elapsedNanos;
            add(parts, Activity.WORK, work, SignalSource.VHOST_PROBE);
            left -= work;
            if (turns.pollNanos() >= 0) {
                double polls = cpuPerTurn() * turns.pollNanos() / elapsedNanos;
                add(parts, Activity.EMPTY_POLLS, polls, SignalSource.VHOST_PROBE);
                left -= polls;
            }
        }
        add(parts, Activity.OTHER, left, seen.source());
        if (seen.softirq().isPresent()) {
            add(parts, Activity.SOFTIRQ, seen.softirq().getAsDouble(), seen.source());
        }
        add(parts, Activity.RUNNABLE, seen.runnable(), seen.source());
        add(parts, Activity.ASLEEP, 1 - seen.run() - seen.runnable(), seen.source());
        return new TimeSplit(parts, true);
    }

    /**
     * What is known where the scheduler was not asked: not all of the window. Of kernel vhost nothing: its handlers' time
     * on the wall holds what it waited for a CPU.
     */
    private TimeSplit unscheduled() {
        List<TimePart> parts = new ArrayList<>(3);
        if (own.isPresent()) {
            OwnCounts counts = own.get();
            boolean cycles = counts.unit() == WorkerCounts.Unit.CYCLES;
            double whole = cycles ? counts.turns() + Math.max(0, counts.sleeping()) : elapsedNanos;
            if (whole > 0) {
                add(parts, Activity.WORK, counts.busy() / whole, SignalSource.WORKER_ITSELF);
                add(parts, Activity.EMPTY_POLLS, counts.empty() / whole, SignalSource.WORKER_ITSELF);
                if (counts.sleeping() >= 0) {
                    add(parts, Activity.ASLEEP, counts.sleeping() / whole, SignalSource.WORKER_ITSELF);
                }
            }
        }
        return new TimeSplit(parts, false);
    }

    private static double ownShare(ThreadObservation seen) {
        return seen.run() - seen.softirq().orElse(0);
    }

    private static void add(List<TimePart> parts, Activity activity, double share, SignalSource source) {
        parts.add(new TimePart(activity, Math.max(0, Math.min(1, share)), source));
    }
}
