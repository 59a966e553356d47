package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.signal.QueueDelay;
import io.sidecore.collector.signal.QueueLoad;
import java.time.Duration;
import java.util.OptionalInt;

/** A guest as the {@link Model} sees it: what it asks for now, and what it may want. Frames are per second. */
final class AskedGuest {

    private static final double NANOS_PER_MICRO = 1e3;

    /** More visits than that for each frame: a guest with one frame under way. */
    private static final double ALONE = 0.98;

    private static final double MOST_OF_VISITS = 0.8;

    final String name;

    /** One queue each way stands for all of them, in what is expected. */
    final QueueId tx;

    final QueueId rx;
    final OptionalInt node;
    private double sent;
    private double got;
    private double busy;
    private double visits;
    private double delayMicros;
    private double p99Micros;

    /** Frames that come together. */
    double batch = 1;

    /** The same while its worker sleeps: those that come before it has woken up. */
    double sleepingBatch = 1;

    /** By what factor it would grow if it were served as it likes, and how much of a shorter delay becomes more frames. */
    double growth = 1;

    double elasticity;

    /** CPU time that each visit costs, however many frames it takes. */
    double visitMicros;

    /** The delay that the model has for it where it is now; not a number if nobody serves it. */
    double delayMicrosBefore = Double.NaN;

    /** @param node of its memory; absent if unknown */
    AskedGuest(String name, OptionalInt node) {
        this.name = name;
        this.node = node;
        this.tx = new QueueId(name, QueueId.Direction.TX, 0);
        this.rx = new QueueId(name, QueueId.Direction.RX, 0);
    }

    /** One of its queues. */
    void add(QueueLoad load) {
        if (load.queue().direction() == QueueId.Direction.TX) {
            sent += load.packetsPerSecond();
        } else {
            got += load.packetsPerSecond();
        }
        busy += load.busy();
        visits += load.visitsPerSecond();
        delayMicros = Math.max(delayMicros, load.delay().map(AskedGuest::micros).orElse(0.0));
        p99Micros = Math.max(
                p99Micros,
                load.delay().flatMap(QueueDelay::p99).map(Duration::toNanos).orElse(0L) / NANOS_PER_MICRO);
    }

    static double micros(QueueDelay delay) {
        return delay.mean().toNanos() / NANOS_PER_MICRO;
    }

    double sent() {
        return sent;
    }

    double got() {
        return got;
    }

    /** Share of a worker that it takes. */
    double busy() {
        return busy;
    }

    /** Visits for each frame, up to 1; 0 if nothing is known of them. */
    double visitsPerFrame() {
        return sent + got > 0 ? Math.min(1, visits / (sent + got)) : 0;
    }

    /** CPU time of a worker for each frame; 0 if there was none. */
    double microsPerFrame() {
        return sent + got > 0 ? 1e6 * busy / (sent + got) : 0;
    }

    /** The share of a worker that it would still take if its frames came in batches as large as they can become. */
    double leastBusy() {
        if (isAlone()) {
            return busy; // frames that never come together will not if they wait
        }
        return busy - Math.min(MOST_OF_VISITS * busy, visits * visitMicros / 1e6);
    }

    /** Whether its frames come one by one, as far as is known. */
    private boolean isAlone() {
        return visits == 0 || visitsPerFrame() > ALONE;
    }

    /** What a turn of its worker takes at least if all its queues have work. */
    double turnMicros() {
        double turn = isAlone() ? microsPerFrame() : visitMicros;
        return turn * ((sent > 0 ? 1 : 0) + (got > 0 ? 1 : 0));
    }

    /** The longer of the delays of its queues. */
    double delayMicros() {
        return delayMicros;
    }

    /** The longest of its queues' p99; 0 if none is known. */
    double p99Micros() {
        return p99Micros;
    }

    /** Whether it gets about as much as it sends, as one that answers does. */
    boolean asks() {
        return Math.min(sent, got) > 0.5 * Math.max(sent, got);
    }

    double batches() {
        return (sent + got) / batch;
    }

    /** Of which a sleeping worker is woken by. */
    double sleepingBatches() {
        return (sent + got) / sleepingBatch;
    }

    /** Of the way that is busier. */
    double batchesOneWay() {
        return Math.max(sent, got) / batch;
    }
}
