package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.signal.QueueDelay;
import io.sidecore.collector.signal.QueueLoad;
import java.util.OptionalInt;

/** A guest as the {@link Model} sees it: what it asks for now, and what it may want. Frames are per second. */
final class AskedGuest {

    private static final double NANOS_PER_MICRO = 1e3;

    final String name;

    /** One queue each way stands for all of them, in what is expected. */
    final QueueId tx;

    final QueueId rx;
    final OptionalInt node;
    private double sent;
    private double got;
    private double bytes;
    private double busy;
    private double delayMicros;

    /** Frames that come together. */
    double batch = 1;

    /** By what factor it would grow if it were served as it likes, and how much of a shorter delay becomes more frames. */
    double growth = 1;

    double elasticity;

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
        bytes += load.bytesPerSecond();
        busy += load.busy();
        delayMicros = Math.max(delayMicros, load.delay().map(AskedGuest::micros).orElse(0.0));
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

    /** The longer of the delays of its queues. */
    double delayMicros() {
        return delayMicros;
    }

    /** Of a frame; 0 if there was none. */
    double meanBytes() {
        return sent + got > 0 ? bytes / (sent + got) : 0;
    }

    /** Whether it gets about as much as it sends, as one that answers does. */
    boolean asks() {
        return Math.min(sent, got) > 0.5 * Math.max(sent, got);
    }

    double batches() {
        return (sent + got) / batch;
    }

    /** Of the way that is busier. */
    double batchesOneWay() {
        return Math.max(sent, got) / batch;
    }
}
