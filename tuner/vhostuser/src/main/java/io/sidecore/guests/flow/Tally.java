package io.sidecore.guests.flow;

/**
 * The counters of one end of a flow. Its vCPU thread counts, and hands over when it is told to; what was handed over may
 * be read by the thread that told it, once it has been told that it is done.
 */
public final class Tally {

    private final SequenceCheck check = new SequenceCheck();
    private long packets;
    private long bytes;
    private long sent;
    private Counts handedOver = Counts.NONE;

    void received(int frameBytes) {
        packets++;
        bytes += frameBytes;
    }

    void sent() {
        sent++;
    }

    /** Those frames that are counted to be complete. */
    SequenceCheck check() {
        return check;
    }

    void restart() {
        check.restart();
        packets = 0;
        bytes = 0;
        sent = 0;
    }

    void handOver() {
        handedOver =
                new Counts(packets, bytes, sent, check.arrived(), check.lost(), check.repeated(), check.reordered());
    }

    /** What was counted when it was last handed over. */
    public Counts counts() {
        return handedOver;
    }
}
