package io.sidecore.collector.signal.host;

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
        return perSecond(counts.kicks());
    }

    public OptionalDouble callsPerSecond() {
        return perSecond(counts.calls());
    }

    public OptionalDouble wakeupsPerSecond() {
        return perSecond(counts.backendWakeups());
    }

    public OptionalDouble packetsPerSecond() {
        return perSecond(counts.packets());
    }

    public OptionalDouble runsPerSecond() {
        return perSecond(counts.runs());
    }

    public OptionalDouble dropsPerSecond() {
        return perSecond(counts.drops());
    }

    /** Kicks for each frame or request; absent if either is not counted, or none was served. */
    public OptionalDouble kicksPerPacket() {
        return ratio(counts.kicks(), counts.packets());
    }

    /** Calls for each frame or request; absent as for kicks. */
    public OptionalDouble callsPerPacket() {
        return ratio(counts.calls(), counts.packets());
    }

    /** Share of the worker's turns that left work behind, 0..1; absent if not counted, or there were none. */
    public OptionalDouble limited() {
        OptionalDouble share = ratio(counts.limited(), counts.runs());
        return share.isEmpty() ? share : OptionalDouble.of(Math.min(1, share.getAsDouble()));
    }

    /** Share of the window that its worker spent on it, of the time that the worker really had, 0..1. */
    public OptionalDouble busy() {
        return counts.busyNanos() < 0 ? OptionalDouble.empty() : OptionalDouble.of(share(counts.busyNanos()));
    }

    /** Share of the window that its worker polled for it, likewise. */
    public OptionalDouble busyPoll() {
        return counts.busyPollNanos() < 0 ? OptionalDouble.empty() : OptionalDouble.of(share(counts.busyPollNanos()));
    }

    /** Of all that its worker did for queues, the share that it did for this one, 0..1; absent if it did nothing. */
    public OptionalDouble shareOfWorker() {
        boolean known = counts.busyNanos() >= 0 && workerNanos > 0;
        return known
                ? OptionalDouble.of(Math.min(1, (double) counts.busyNanos() / workerNanos))
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
