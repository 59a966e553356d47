package io.sidecore.vhostuser.port;

import io.sidecore.collector.counters.QueueCounter;

/** On whose behalf frames are carried on: a transmit queue, or the way into the host. Its owner's thread only. */
interface Sender {

    Port port();

    /** The queue pair. */
    int pair();

    Delivery delivery();

    /** Counts frames that were dropped, by the reason. */
    void drop(QueueCounter reason, int frames);

    /** Where frames are changed that a receiver cannot be given as they are. */
    Copies copies();

    /** How many frames to many may be sent. */
    FloodLimit floods();

    /** Who has been given the frame at hand, if it goes to many. */
    Recipients recipients();
}
