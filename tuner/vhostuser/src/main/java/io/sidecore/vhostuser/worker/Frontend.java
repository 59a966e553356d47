package io.sidecore.vhostuser.worker;

/**
 * A process that runs a guest, at work.
 *
 * @param process its number
 * @param packets how many its guest has sent and received
 */
record Frontend(int process, long packets) {

    /** Both queues, or all, of one guest. */
    Frontend plus(Frontend other) {
        return new Frontend(process, packets + other.packets);
    }
}
