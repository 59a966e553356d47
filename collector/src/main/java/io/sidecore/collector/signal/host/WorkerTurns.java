package io.sidecore.collector.signal.host;

import io.sidecore.collector.host.VirtqueueCounter;

/**
 * What a worker did for its queues in a window, by the clock on the wall.
 *
 * @param workNanos time in handlers, polling not included; {@link Deltas#ABSENT} if not counted
 * @param pollNanos time polling; likewise
 */
record WorkerTurns(long workNanos, long pollNanos) {

    static final WorkerTurns UNKNOWN = new WorkerTurns(Deltas.ABSENT, Deltas.ABSENT);

    /** With those of one more queue. */
    WorkerTurns plus(QueueCounts queue) {
        return new WorkerTurns(
                add(workNanos, queue.get(VirtqueueCounter.BUSY_NANOS)),
                add(pollNanos, queue.get(VirtqueueCounter.BUSY_POLL_NANOS)));
    }

    private static long add(long sum, long more) {
        return more < 0 ? sum : Math.max(0, sum) + more;
    }

    boolean known() {
        return workNanos >= 0;
    }

    /** Both together, in nanoseconds. */
    long total() {
        return Math.max(0, workNanos) + Math.max(0, pollNanos);
    }
}
