package io.sidecore.collector.signal;

import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.sample.WorkerSample;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One worker between two samples. With d for a difference and elapsed for the window:
 *
 * <pre>
 * onCpu        = d(run time) / elapsed, or d(BUSY + EMPTY) / elapsed where the scheduler is not known
 * saturation   = onCpu * dBUSY / d(BUSY + EMPTY)
 * emptyPolls   = onCpu * dEMPTY / d(BUSY + EMPTY)
 * interference = d(run delay) / elapsed
 * </pre>
 *
 * The backend times turns by the clock on the wall, and a turn in which the worker is preempted looks long. Its shares
 * are therefore shares of the time that the worker really had: what was stolen from it is not taken for work. What a
 * worker spends on going to sleep and waking up is shared out in the same way, for it is work's price.
 */
final class WorkerWindow {

    private static final WorkerCounter[] COUNTERS = WorkerCounter.values();

    private final WorkerSample older;
    private final WorkerSample newer;
    private final long elapsedNanos;
    private final Optional<ThreadWindow> thread;

    /** What the scheduler did to the worker in the window; each wait for a CPU, where that is counted. */
    private record ThreadWindow(long runNanos, long runDelayNanos, long slices, Optional<Histogram> runDelay) {

        static Optional<ThreadWindow> between(Optional<ThreadTimes> older, Optional<ThreadTimes> newer) {
            if (older.isEmpty()
                    || newer.isEmpty()
                    || older.get().source() != newer.get().source()) {
                return Optional.empty();
            }
            ThreadTimes was = older.get();
            ThreadTimes is = newer.get();
            ThreadWindow window = new ThreadWindow(
                    is.runNanos() - was.runNanos(),
                    is.runDelayNanos() - was.runDelayNanos(),
                    is.slices() - was.slices(),
                    was.runDelay().flatMap(before -> is.runDelay().map(after -> after.since(before))));
            boolean reset = window.runNanos < 0 || window.runDelayNanos < 0 || window.slices < 0;
            return reset ? Optional.empty() : Optional.of(window);
        }
    }

    private WorkerWindow(WorkerSample older, WorkerSample newer, long elapsedNanos) {
        this.older = older;
        this.newer = newer;
        this.elapsedNanos = elapsedNanos;
        this.thread =
                older.tid() == newer.tid() ? ThreadWindow.between(older.thread(), newer.thread()) : Optional.empty();
    }

    /** Absent if it is another worker of the same name, or its counters went back. */
    static Optional<WorkerWindow> between(WorkerSample older, WorkerSample newer, long elapsedNanos) {
        WorkerWindow window = new WorkerWindow(older, newer, elapsedNanos);
        boolean same = older.generation() == newer.generation();
        return same && window.isMonotonic() ? Optional.of(window) : Optional.empty();
    }

    private boolean isMonotonic() {
        for (WorkerCounter counter : COUNTERS) {
            if (delta(counter) < 0) {
                return false;
            }
        }
        return true;
    }

    WorkerLoad load() {
        double busy = share(delta(WorkerCounter.BUSY_NANOS));
        double empty = share(delta(WorkerCounter.EMPTY_NANOS));
        return new WorkerLoad(
                newer.worker(),
                newer.cpus(),
                newer.mode(),
                new Saturation(clamp(busy * cpuPerTurn())),
                clamp(empty * cpuPerTurn()),
                onCpu(),
                thread.map(window -> new Interference(clamp(share(window.runDelayNanos)))),
                meanRunDelayNanos(),
                perSecond(WorkerCounter.KICKS),
                perSecond(WorkerCounter.CALLS),
                perSecond(WorkerCounter.SLEEPS),
                perSecond(WorkerCounter.PACKETS));
    }

    private double onCpu() {
        return clamp(thread.map(window -> share(window.runNanos)).orElseGet(() -> share(turnNanos())));
    }

    /** CPU time for each nanosecond that the backend counted in turns; 1 if it counted none. */
    double cpuPerTurn() {
        return turnNanos() == 0 ? 1 : onCpu() / share(turnNanos());
    }

    /**
     * What the wait for a CPU after each wake-up adds to the delay of a visit, in nanoseconds. Of all waits, as many
     * followed a sleep as the worker slept; the others followed preemption, and the backend has counted those, because
     * its clock went on. Each wait delays what was pending then, which is charged evenly to all visits.
     */
    double wakeDelayNanosPerVisit() {
        long visits = delta(WorkerCounter.VISITS);
        if (thread.isEmpty() || visits == 0 || thread.get().slices == 0) {
            return 0;
        }
        double afterSleep = Math.min(1, (double) delta(WorkerCounter.SLEEPS) / thread.get().slices);
        return afterSleep * thread.get().runDelayNanos / visits;
    }

    /**
     * What the wait for a CPU after a wake-up adds to the delay of a visit, at most, in that share of all visits, in
     * nanoseconds. Visits that follow no wake-up waited for none; waits after preemption are taken to be like the others.
     * The mean where only the sum of waits is known.
     *
     * @param quantile in [0,1]
     */
    double wakeDelayNanosPerVisit(double quantile) {
        long visits = delta(WorkerCounter.VISITS);
        double woken = visits == 0 ? 0 : Math.min(1, (double) delta(WorkerCounter.SLEEPS) / visits);
        double ofWaits = woken == 0 ? 0 : 1 - (1 - quantile) / woken;
        return thread.flatMap(ThreadWindow::runDelay)
                .map(waits -> ofWaits <= 0
                        ? 0.0
                        : (double) waits.quantileNanos(ofWaits).orElse(0))
                .orElseGet(this::wakeDelayNanosPerVisit);
    }

    private OptionalDouble meanRunDelayNanos() {
        return thread.filter(window -> window.slices > 0)
                .map(window -> OptionalDouble.of((double) window.runDelayNanos / window.slices))
                .orElse(OptionalDouble.empty());
    }

    private long turnNanos() {
        return delta(WorkerCounter.BUSY_NANOS) + delta(WorkerCounter.EMPTY_NANOS);
    }

    private long delta(WorkerCounter counter) {
        return newer.counters().get(counter) - older.counters().get(counter);
    }

    private double perSecond(WorkerCounter counter) {
        return delta(counter) * 1e9 / elapsedNanos;
    }

    private double share(long nanos) {
        return (double) nanos / elapsedNanos;
    }

    private static double clamp(double share) {
        return Math.max(0, Math.min(1, share));
    }
}
