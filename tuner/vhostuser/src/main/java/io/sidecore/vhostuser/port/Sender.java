package io.sidecore.vhostuser.port;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.counters.QueueRecord;
import io.sidecore.vhostuser.worker.Worker;

/** On whose behalf frames are carried on: a transmit queue, or the way into the host. Its owner's thread only. */
final class Sender implements AutoCloseable {

    private final int pair;
    private final QueueRecord counters;
    private final Port port;
    private final Outlet outlet;
    private final FloodLimit floods;
    private final Delivery delivery = new Delivery();
    private final Recipients recipients = new Recipients();
    private final Copies copies = new Copies();

    Sender(QueueId id, QueueRecord counters, PortSite site) {
        this.pair = id.pair();
        this.counters = counters;
        this.port = site.port();
        this.outlet = site.outlet();
        this.floods = site.fabric().newFloodLimit();
    }

    /** Carries on what is to be done of a burst, and counts it; {@link Delivery#flush} must follow, in any case. */
    void send(Burst burst, Worker worker) {
        int before = burst.first();
        try {
            outlet.send(burst, this, worker);
        } finally { // also when this guest broke a rule, or a guest's memory faulted: others have been given frames
            delivery.settle(burst);
            int taken = burst.first() - before;
            counters.add(QueueCounter.PACKETS, taken);
            counters.add(QueueCounter.BYTES, burst.bytesSince(before));
            worker.countFrames(taken, delivery.takeHandedOver());
        }
    }

    Port port() {
        return port;
    }

    /** The queue pair. */
    int pair() {
        return pair;
    }

    Delivery delivery() {
        return delivery;
    }

    /** Counts frames that were dropped, by the reason. */
    void drop(QueueCounter reason, int frames) {
        counters.add(reason, frames);
    }

    /** Where frames are changed that a receiver cannot be given as they are. */
    Copies copies() {
        return copies;
    }

    /** How many frames to many may be sent. */
    FloodLimit floods() {
        return floods;
    }

    /** Who has been given the frame at hand, if it goes to many. */
    Recipients recipients() {
        return recipients;
    }

    @Override
    public void close() {
        copies.close();
    }
}
