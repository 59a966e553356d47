package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.counters.WorkerRecord;
import org.jspecify.annotations.Nullable;

/**
 * How long a worker stays at a queue, and what it counts of that. A visit goes on, burst by burst, until the queue is
 * empty, or the weights of one turn are used up, or another queue has waited for too long. By the worker's own thread
 * only.
 */
final class Visits {

    private final WorkerRecord counters;
    private final Shares shares = new Shares();

    private long packetWeight;
    private long byteWeight;
    private long turnNanos;
    private long coalesceNanos;
    private long stuckNanos;
    private long stuckSize;

    private @Nullable Share lastGuest;

    Visits(WorkerRecord counters) {
        this.counters = counters;
        set(Settings.INITIAL);
    }

    void set(Settings settings) {
        packetWeight = settings.get(Setting.PACKET_WEIGHT);
        byteWeight = settings.get(Setting.BYTE_WEIGHT);
        turnNanos = settings.microsAsNanos(Setting.TURN_US);
        coalesceNanos = settings.microsAsNanos(Setting.COALESCE_US);
        stuckNanos = settings.microsAsNanos(Setting.STUCK_AFTER_US);
        stuckSize = settings.get(Setting.STUCK_SIZE);
    }

    Shares shares() {
        return shares;
    }

    /** Other queues than these were taken away. */
    void keepOnly(Virtqueue[] queues) {
        shares.clear();
        for (Virtqueue queue : queues) {
            Share share = queue.share();
            if (share != null) {
                queue.setShare(shares.join(share.guest(), share.weight()));
            }
        }
    }

    /** A turn begins. */
    void beginTurn() {
        if (shares.isShared()) {
            shares.refill(turnNanos);
        }
    }

    /** Whether a queue has to wait, with whatever work it has, for a later turn. May touch its guest's memory. */
    boolean postpones(Virtqueue queue, long nowNanos) {
        Share share = queue.share();
        if (shares.isShared() && share != null && share.isSpent()) {
            return queue.pending() > 0;
        }
        if (coalesceNanos > 0 && nowNanos - queue.servedNanos() < coalesceNanos) {
            int pending = queue.pending();
            if (pending > 0 && pending < Virtqueue.BURST) {
                queue.counters().add(QueueCounter.POLL_COALESCED, 1);
                return true;
            }
        }
        return false;
    }

    /** Whether a visit goes on after a whole burst. */
    boolean goesOn(Virtqueue queue, int frames, long bytes, long spentNanos) {
        Share share = queue.share();
        boolean over = shares.isShared() && share != null && share.isSpentAfter(spentNanos);
        return frames + Virtqueue.BURST <= packetWeight && bytes < byteWeight && !over;
    }

    boolean looksForStuck() {
        return stuckNanos > 0;
    }

    /** A queue that has waited for too long; null if there is none. May touch the memory of any guest. */
    @Nullable
    Virtqueue stuck(Virtqueue[] queues, Virtqueue atHand, long nowNanos, Grip grip) {
        for (Virtqueue queue : queues) {
            if (queue != atHand && grip.touch(queue)) {
                long waited = queue.waitedNanos(nowNanos, stuckSize);
                if (waited >= stuckNanos && waited > 0) {
                    queue.counters().add(QueueCounter.STUCK, 1);
                    queue.counters().add(QueueCounter.STUCK_NANOS, waited);
                    counters.add(WorkerCounter.STUCK_YIELDS, 1);
                    return queue;
                }
            }
        }
        return null;
    }

    /** A visit that handled frames has ended. */
    void account(Virtqueue queue, Visit visit) {
        QueueRecord record = queue.counters();
        int left = queue.waiting();
        long delay = visit.startNanos - visit.sinceNanos;
        long busy = visit.endNanos - visit.startNanos;
        record.addDelay(delay);
        record.add(QueueCounter.VISITS, 1);
        record.add(QueueCounter.BUSY_NANOS, busy);
        record.add(QueueCounter.PENDING, visit.frames + left);
        counters.add(WorkerCounter.VISITS, 1);
        boolean limited = visit.wasFull && left > 0;
        if (limited) {
            record.add(QueueCounter.LIMITED, 1);
            counters.add(WorkerCounter.PENDING_VISITS, 1);
        }
        if (visit.polled) {
            record.add(QueueCounter.POLL_VISITS, 1);
            record.add(QueueCounter.POLL_BUSY_NANOS, busy);
            record.add(QueueCounter.POLL_BYTES, visit.bytes);
            record.add(QueueCounter.POLL_DELAY_NANOS, Math.max(0, delay));
            record.add(QueueCounter.POLL_LIMITED, limited ? 1 : 0);
        }
        accountFill(queue, visit.frames + left);
        Share share = queue.share();
        if (share != null) {
            share.spend(busy, visit.wasFull && left > 0);
            if (share != lastGuest) {
                counters.add(WorkerCounter.GUEST_SWITCHES, 1);
                lastGuest = share;
            }
        }
        queue.served(visit.endNanos);
    }

    /** A visit found nothing. */
    void accountEmpty(Virtqueue queue) {
        queue.counters().add(QueueCounter.POLL_EMPTY, 1);
        Share share = queue.share();
        if (share != null) {
            share.idle();
        }
    }

    private static void accountFill(Virtqueue queue, int waited) {
        int size = queue.ring().size();
        if (waited >= size) {
            queue.counters().add(QueueCounter.RING_FULL, 1);
        }
        if (waited >= size - size / 8) {
            queue.counters().add(QueueCounter.ALMOST_FULL, 1);
        }
    }
}
