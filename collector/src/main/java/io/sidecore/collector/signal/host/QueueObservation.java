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
    private final QueueCounts counts;
    private final long elapsedNanos;
    private final long workerNanos;
    private final double scale;

    /**
     * @param workerNanos time that its worker spent in handlers of all its queues; 0 if not known
     * @param scale CPU time of the worker for each nanosecond that was counted, 0..1
     */
    QueueObservation(Virtqueue queue, QueueCounts counts, long elapsedNanos, long workerNanos, double scale) {
        this.queue = queue;
        this.counts = counts;
        this.elapsedNanos = elapsedNanos;
        this.workerNanos = workerNanos;
        this.scale = scale;
    }

    /** As found at the end of the window. */
    public Virtqueue queue() {
        return queue;
    }

    /** Differs from another window's if this is another queue of the same name. */
    public long generation() {
        return counts.generation();
    }

    public OptionalDouble kicksPerSecond() {
        return perSecond(counts.get(VirtqueueCounter.KICKS));
    }

    public OptionalDouble callsPerSecond() {
        return perSecond(counts.get(VirtqueueCounter.CALLS));
    }

    public OptionalDouble wakeupsPerSecond() {
        return perSecond(counts.get(VirtqueueCounter.BACKEND_WAKEUPS));
    }

    public OptionalDouble packetsPerSecond() {
        return perSecond(counts.get(VirtqueueCounter.PACKETS));
    }

    public OptionalDouble runsPerSecond() {
        return perSecond(counts.get(VirtqueueCounter.RUNS));
    }

    public OptionalDouble dropsPerSecond() {
        return perSecond(counts.get(VirtqueueCounter.DROPS));
    }

    /** Kicks for each frame or request; absent if either is not counted, or none was served. */
    public OptionalDouble kicksPerPacket() {
        return ratio(counts.get(VirtqueueCounter.KICKS), counts.get(VirtqueueCounter.PACKETS));
    }

    /** Calls for each frame or request; absent as for kicks. */
    public OptionalDouble callsPerPacket() {
        return ratio(counts.get(VirtqueueCounter.CALLS), counts.get(VirtqueueCounter.PACKETS));
    }

    /** Share of the worker's turns that left work behind, 0..1; absent if not counted, or there were none. */
    public OptionalDouble limited() {
        OptionalDouble share = ratio(counts.get(VirtqueueCounter.LIMITED), counts.get(VirtqueueCounter.RUNS));
        return share.isEmpty() ? share : OptionalDouble.of(Math.min(1, share.getAsDouble()));
    }

    /** Share of the window that its worker spent on it, of the time that the worker really had, 0..1. */
    public OptionalDouble busy() {
        return counts.get(VirtqueueCounter.BUSY_NANOS) < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(share(counts.get(VirtqueueCounter.BUSY_NANOS)));
    }

    /** Share of the window that its worker polled for it, likewise. */
    public OptionalDouble busyPoll() {
        return counts.get(VirtqueueCounter.BUSY_POLL_NANOS) < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(share(counts.get(VirtqueueCounter.BUSY_POLL_NANOS)));
    }

    /** Of all that its worker did for queues, the share that it did for this one, 0..1; absent if it did nothing. */
    public OptionalDouble shareOfWorker() {
        boolean known = counts.get(VirtqueueCounter.BUSY_NANOS) >= 0 && workerNanos > 0;
        return known
                ? OptionalDouble.of(Math.min(1, (double) counts.get(VirtqueueCounter.BUSY_NANOS) / workerNanos))
                : OptionalDouble.empty();
    }

    /** From the first kick not served yet until the worker turned to the queue; absent if not counted. */
    public Optional<Histogram> delay() {
        return counts.delay();
    }

    /** Absent if not counted, or nothing was. */
    public OptionalLong delayNanos(double quantile) {
        return counts.delay().isPresent() ? counts.delay().get().quantileNanos(quantile) : OptionalLong.empty();
    }

    private double share(long nanos) {
        return Math.min(1, scale * nanos / elapsedNanos);
    }

    private OptionalDouble perSecond(long count) {
        return Deltas.perSecond(count, elapsedNanos);
    }

    private static OptionalDouble ratio(long part, long whole) {
        return part < 0 || whole <= 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
