package io.sidecore.collector.signal.host;

/** What a worker did for its queues in a window, by the clock on the wall; added up. */
final class WorkerTurns {

    private long workNanos = Deltas.ABSENT;
    private long pollNanos = Deltas.ABSENT;
    private double cpuPerTurn = 1;

    /**
     * Adds those of one more queue.
     *
     * @param work time in handlers, polling not included; {@link Deltas#ABSENT} if not counted
     * @param poll time polling; likewise
     */
    void add(long work, long poll) {
        workNanos = sum(workNanos, work);
        pollNanos = sum(pollNanos, poll);
    }

    private static long sum(long sum, long more) {
        return more < 0 ? sum : Math.max(0, sum) + more;
    }

    boolean known() {
        return workNanos >= 0;
    }

    long workNanos() {
        return workNanos;
    }

    long pollNanos() {
        return pollNanos;
    }

    /** Both together, in nanoseconds. */
    long total() {
        return Math.max(0, workNanos) + Math.max(0, pollNanos);
    }

    /** CPU time of the worker for each nanosecond that was counted here, 0..1; 1 if not known. */
    double cpuPerTurn() {
        return cpuPerTurn;
    }

    void setCpuPerTurn(double ratio) {
        cpuPerTurn = ratio;
    }
}
