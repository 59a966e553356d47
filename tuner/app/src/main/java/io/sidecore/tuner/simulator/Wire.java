package io.sidecore.tuner.simulator;

import io.sidecore.collector.inventory.QueueId;

/** A NIC and its link, both ways: what is sent faster than the line waits. */
final class Wire {

    /** As what the host's network receives is counted, see QueueId. */
    final QueueId id;

    private final double nanosPerByte;
    private long outFreeNanos;
    private long inFreeNanos;
    long sentFrames;
    long sentBytes;

    /** @param gigabits per second, each way */
    Wire(String name, double gigabits) {
        this.id = new QueueId(name, QueueId.Direction.RX, 0);
        this.nanosPerByte = 8 / gigabits;
    }

    /** Returns when the last bit of these frames has left. */
    long send(long nowNanos, int frames, int bytes) {
        long all = (long) frames * bytes;
        outFreeNanos = Math.max(nowNanos, outFreeNanos) + Math.round(all * nanosPerByte);
        sentFrames += frames;
        sentBytes += all;
        return outFreeNanos;
    }

    /** Returns when the last bit of these frames has come in. */
    long receive(long nowNanos, int frames, int bytes) {
        inFreeNanos = Math.max(nowNanos, inFreeNanos) + Math.round((double) frames * bytes * nanosPerByte);
        return inFreeNanos;
    }
}
