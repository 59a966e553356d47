package io.sidecore.tuner.simulator;

import io.sidecore.collector.counters.QueueCounter;
import org.jspecify.annotations.Nullable;

/**
 * A worker's turn at a queue: a batch of frames, which go on in portions, so that others begin before all are done. One
 * object for all turns of a worker.
 */
final class Visit {

    private final Costs costs;
    private @Nullable SimQueue queue;
    private boolean limited;
    private int pending;
    private int left;
    private int portion;
    private long delayNanos;

    Visit(Costs costs) {
        this.costs = costs;
    }

    /**
     * Begins at a queue that is ready.
     *
     * @param oldestDelayNanos how long its oldest frame has waited for a worker that was awake
     */
    void begin(SimQueue at, long oldestDelayNanos) {
        queue = at;
        delayNanos = oldestDelayNanos;
        pending = at.ready();
        left = Math.min(pending, Math.min(costs.visitPackets(), Math.max(1, costs.visitBytes() / at.frameBytes)));
        limited = pending > left;
    }

    /** Where it is; null if it is over. */
    @Nullable
    SimQueue queue() {
        return queue;
    }

    /** Whether it leaves frames behind, which are more than the weight limit. */
    boolean isLimited() {
        return limited;
    }

    /** How many frames are next. */
    int nextPortion() {
        portion = Math.min(left, costs.handOver());
        left -= portion;
        return portion;
    }

    /** Those are done; returns how many go on, fewer if the guest has gone meanwhile. */
    int handOver(SimQueue at) {
        int frames = Math.min(portion, at.ready());
        at.count(QueueCounter.PACKETS, frames);
        at.count(QueueCounter.BYTES, (long) frames * at.frameBytes);
        return frames;
    }

    /** Whether there are more for this worker: not if another has the queue now. */
    boolean goesOn(SimWorker worker, SimQueue at) {
        return left > 0 && at.worker == worker && at.ready() > 0;
    }

    /** It is over, and took so long. */
    void end(SimQueue at, long nanos) {
        at.count(QueueCounter.BUSY_NANOS, nanos);
        at.count(QueueCounter.VISITS, 1);
        at.count(QueueCounter.PENDING, pending);
        at.count(QueueCounter.LIMITED, limited ? 1 : 0);
        at.countDelay(delayNanos);
        queue = null;
    }
}
