package io.sidecore.collector.signal;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.sample.QueueSample;
import java.time.Duration;
import java.util.Optional;

/**
 * One virtqueue between two samples. With d for a difference:
 *
 * <pre>
 * busy       = dBUSY / elapsed, scaled as its worker's time is
 * limited    = dLIMITED / dVISITS
 * mean delay = dDELAY / dVISITS * backlog + the worker's wait for a CPU after sleep, per visit
 * p99 delay  = max(p99 of the visits' delays * backlog + mean wait, mean of the visits' delays * backlog + p99 of the wait)
 * backlog    = max(1, dPENDING / dPACKETS) if any visit left work behind, else 1
 * </pre>
 *
 * A visit takes PACKETS/VISITS frames of the PENDING/VISITS that wait. A frame that comes last is therefore served
 * PENDING/PACKETS visits later (Little's law): a queue with a standing backlog waits for many visits, not for one.
 *
 * <p>Of the two parts of a delay, whose joint distribution nobody counts, the p99 takes one to be rare and long, and the
 * other as usual: of independent waits that is what the long sums are made of.
 *
 * <p>A queue that moved within the window is taken for one of the worker that has it in the end.
 */
final class QueueWindow {

    private static final QueueCounter[] COUNTERS = QueueCounter.values();
    private static final double P99 = 0.99;

    private final QueueSample older;
    private final QueueSample newer;
    private final long elapsedNanos;

    private QueueWindow(QueueSample older, QueueSample newer, long elapsedNanos) {
        this.older = older;
        this.newer = newer;
        this.elapsedNanos = elapsedNanos;
    }

    /** Absent if the guest has connected anew, or the counters went back. */
    static Optional<QueueWindow> between(QueueSample older, QueueSample newer, long elapsedNanos) {
        QueueWindow window = new QueueWindow(older, newer, elapsedNanos);
        boolean same = older.generation() == newer.generation();
        return same && window.isMonotonic() ? Optional.of(window) : Optional.empty();
    }

    private boolean isMonotonic() {
        for (QueueCounter counter : COUNTERS) {
            if (delta(counter) < 0) {
                return false;
            }
        }
        return true;
    }

    QueueLoad load(Optional<WorkerWindow> worker) {
        double scale = worker.map(WorkerWindow::cpuPerTurn).orElse(1.0);
        long visits = delta(QueueCounter.VISITS);
        return new QueueLoad(
                newer.queue(),
                newer.worker(),
                perSecond(delta(QueueCounter.PACKETS)),
                perSecond(delta(QueueCounter.BYTES)),
                perSecond(delta(QueueCounter.KICKS)),
                perSecond(delta(QueueCounter.CALLS)),
                perSecond(drops()),
                Math.min(1, scale * delta(QueueCounter.BUSY_NANOS) / elapsedNanos),
                visits == 0 ? 0 : Math.min(1, (double) delta(QueueCounter.LIMITED) / visits),
                perSecond(visits),
                visits == 0 ? Optional.empty() : Optional.of(delay(worker, visits)));
    }

    private QueueDelay delay(Optional<WorkerWindow> worker, long visits) {
        double visit = (double) delta(QueueCounter.DELAY_NANOS) / visits;
        double wake = worker.map(WorkerWindow::wakeDelayNanosPerVisit).orElse(0.0);
        double wakeP99 =
                worker.map(window -> window.wakeDelayNanosPerVisit(P99)).orElse(0.0);
        double mean = visit * backlog();
        Optional<Duration> p99 = newer.delay().since(older.delay()).quantileNanos(P99).stream()
                .mapToObj(rare -> nanos(Math.max(rare * backlog() + wake, mean + wakeP99)))
                .findFirst();
        return new QueueDelay(nanos(mean + wake), p99);
    }

    private static Duration nanos(double nanos) {
        return Duration.ofNanos(Math.round(nanos));
    }

    private double backlog() {
        long packets = delta(QueueCounter.PACKETS);
        if (delta(QueueCounter.LIMITED) == 0 || packets == 0) {
            return 1;
        }
        return Math.max(1, (double) delta(QueueCounter.PENDING) / packets);
    }

    private long drops() {
        return delta(QueueCounter.DROPS_FULL)
                + delta(QueueCounter.DROPS_TOO_BIG)
                + delta(QueueCounter.DROPS_MALFORMED)
                + delta(QueueCounter.DROPS_NO_PORT);
    }

    private long delta(QueueCounter counter) {
        return newer.counters().get(counter) - older.counters().get(counter);
    }

    private double perSecond(long count) {
        return count * 1e9 / elapsedNanos;
    }
}
