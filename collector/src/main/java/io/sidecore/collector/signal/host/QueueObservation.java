package io.sidecore.collector.signal.host;

import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.sample.Histogram;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One virtqueue over one window. There may be 10 000 of them, so it keeps differences of counters, and works out the rest
 * when asked.
 */
public final class QueueObservation {

    private final Virtqueue queue;
    private final long generation;
    private final QueueGrowth growth;
    private final int row;
    private final long elapsedNanos;
    private final WorkerTurns turns;

    /**
     * @param growth of its counters, in that row
     * @param turns of its worker, for all its queues
     */
    QueueObservation(
            Virtqueue queue, long generation, QueueGrowth growth, int row, long elapsedNanos, WorkerTurns turns) {
        this.queue = queue;
        this.generation = generation;
        this.growth = growth;
        this.row = row;
        this.elapsedNanos = elapsedNanos;
        this.turns = turns;
    }

    /** As found at the end of the window. */
    public Virtqueue queue() {
        return queue;
    }

    /** Differs from another window's if this is another queue of the same name. */
    public long generation() {
        return generation;
    }

    public OptionalDouble kicksPerSecond() {
        return perSecond(grown(VirtqueueCounter.KICKS));
    }

    public OptionalDouble callsPerSecond() {
        return perSecond(grown(VirtqueueCounter.CALLS));
    }

    public OptionalDouble wakeupsPerSecond() {
        return perSecond(grown(VirtqueueCounter.BACKEND_WAKEUPS));
    }

    public OptionalDouble packetsPerSecond() {
        return perSecond(grown(VirtqueueCounter.PACKETS));
    }

    public OptionalDouble runsPerSecond() {
        return perSecond(grown(VirtqueueCounter.RUNS));
    }

    public OptionalDouble dropsPerSecond() {
        return perSecond(grown(VirtqueueCounter.DROPS));
    }

    /** Kicks for each frame or request; absent if either is not counted, or none was served. */
    public OptionalDouble kicksPerPacket() {
        return ratio(grown(VirtqueueCounter.KICKS), grown(VirtqueueCounter.PACKETS));
    }

    /** Calls for each frame or request; absent as for kicks. */
    public OptionalDouble callsPerPacket() {
        return ratio(grown(VirtqueueCounter.CALLS), grown(VirtqueueCounter.PACKETS));
    }

    /** Share of the worker's turns that left work behind, 0..1; absent if not counted, or there were none. */
    public OptionalDouble limited() {
        OptionalDouble share = ratio(grown(VirtqueueCounter.LIMITED), grown(VirtqueueCounter.RUNS));
        return share.isEmpty() ? share : OptionalDouble.of(Math.min(1, share.getAsDouble()));
    }

    /** Share of the window that its worker spent on it, of the time that the worker really had, 0..1. */
    public OptionalDouble busy() {
        return grown(VirtqueueCounter.BUSY_NANOS) < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(share(grown(VirtqueueCounter.BUSY_NANOS)));
    }

    /** Share of the window that its worker polled for it, likewise. */
    public OptionalDouble busyPoll() {
        return grown(VirtqueueCounter.BUSY_POLL_NANOS) < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(share(grown(VirtqueueCounter.BUSY_POLL_NANOS)));
    }

    /** Of all that its worker did for queues, the share that it did for this one, 0..1; absent if it did nothing. */
    public OptionalDouble shareOfWorker() {
        boolean known = grown(VirtqueueCounter.BUSY_NANOS) >= 0 && turns.workNanos() > 0;
        return known
                ? OptionalDouble.of(Math.min(1, (double) grown(VirtqueueCounter.BUSY_NANOS) / turns.workNanos()))
                : OptionalDouble.empty();
    }

    /** From the first kick not served yet until the worker turned to the queue; absent if not counted. */
    public Optional<Histogram> delay() {
        return growth.delay(row);
    }

    /** Absent if not counted, or nothing was. */
    public OptionalLong delayNanos(double quantile) {
        Optional<Histogram> delay = delay();
        return delay.isPresent() ? delay.get().quantileNanos(quantile) : OptionalLong.empty();
    }

    private long grown(VirtqueueCounter counter) {
        return growth.get(row, counter);
    }

    private double share(long nanos) {
        return Math.min(1, turns.cpuPerTurn() * nanos / elapsedNanos);
    }

    private OptionalDouble perSecond(long count) {
        return Deltas.perSecond(count, elapsedNanos);
    }

    private static OptionalDouble ratio(long part, long whole) {
        return part < 0 || whole <= 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
