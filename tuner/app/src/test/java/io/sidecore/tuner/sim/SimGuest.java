package io.sidecore.tuner.sim;

import io.sidecore.collector.inventory.QueueId;

/**
 * A guest with one queue pair.
 *
 * @param packetsPerSecond what it offers
 * @param packetMicros what a frame of it costs a worker
 */
public record SimGuest(String name, QueueId rx, QueueId tx, double packetsPerSecond, double packetMicros) {

    private static SimGuest of(String name, double packetsPerSecond, double packetMicros) {
        QueueId rx = new QueueId(name, QueueId.Direction.RX, 0);
        QueueId tx = new QueueId(name, QueueId.Direction.TX, 0);
        return new SimGuest(name, rx, tx, packetsPerSecond, packetMicros);
    }

    /** Asks one question at a time, 2 us each. */
    public static SimGuest asking(String name, double packetsPerSecond) {
        return of(name, packetsPerSecond, 2);
    }

    /** Sends bulk data, 1 us a frame. */
    public static SimGuest streaming(String name, double packetsPerSecond) {
        return of(name, packetsPerSecond, 1);
    }

    /** Share of a CPU that it takes to serve it. */
    double load() {
        return packetsPerSecond * packetMicros / 1e6;
    }
}
