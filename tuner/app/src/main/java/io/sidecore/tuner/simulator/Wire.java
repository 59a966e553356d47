package io.sidecore.tuner.simulator;

import io.sidecore.collector.inventory.QueueId;

/** A NIC and its link, both ways. */
final class Wire {

    /** As what the host's network receives is counted, see QueueId. */
    final QueueId id;

    /** From the host: the queue is the kernel's for the device, as the NIC's own ring is kept short (byte queue limits). */
    final Line out;

    /** To the host: the queue is at the far end, a port of a switch. */
    final Line in;

    /**
     * An idle link.
     *
     * @param gigabits per second, each way
     * @param places frames that may wait for it, each way
     */
    Wire(String name, double gigabits, int places) {
        this.id = new QueueId(name, QueueId.Direction.RX, 0);
        this.out = new Line(gigabits, places);
        this.in = new Line(gigabits, places);
    }
}
