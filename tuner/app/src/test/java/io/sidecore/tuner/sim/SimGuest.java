package io.sidecore.tuner.sim;

import io.sidecore.collector.inventory.QueueId;

/**
 * A guest with one queue pair.
 *
 * @param packetsPerSecond what it offers
 * @param packetMicros what a frame of it costs a worker
 */
public record SimGuest(String name, double packetsPerSecond, double packetMicros) {

    /** Asks one question at a time, 2 us each. */
    public static SimGuest asking(String name, double packetsPerSecond) {
        return new SimGuest(name, packetsPerSecond, 2);
    }

    /** Sends bulk data, 1 us a frame. */
    public static SimGuest streaming(String name, double packetsPerSecond) {
        return new SimGuest(name, packetsPerSecond, 1);
    }

    QueueId rx() {
        return new QueueId(name, QueueId.Direction.RX, 0);
    }

    QueueId tx() {
        return new QueueId(name, QueueId.Direction.TX, 0);
    }

    /** Share of a CPU that it takes to serve it. */
    double load() {
        return packetsPerSecond * packetMicros / 1e6;
    }
}
