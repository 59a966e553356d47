package io.sidecore.guests.flow;

import io.sidecore.guests.load.Flow;

/**
 * The end of a stream that receives: checks the sequence, times each frame one way, and where the sender has a window,
 * acknowledges every quarter of it, or what there is when no frame has come for {@link #IDLE_NANOS}.
 */
final class StreamReceiver implements Endpoint {

    static final long IDLE_NANOS = 200_000;

    private final Outlet outlet;
    private final Tally tally;
    private final Latencies latencies;
    private final boolean acknowledges;
    private final int acknowledgeEvery;

    private int unacknowledged;
    private long lastNanos;

    StreamReceiver(FlowRun run, Outlet outlet) {
        Flow flow = run.flow();
        this.outlet = outlet;
        this.tally = run.to();
        this.latencies = run.latencies();
        this.acknowledges = flow.arrivals().isEmpty();
        this.acknowledgeEvery = flow.window() / 4;
    }

    @Override
    public void restart(int phase) {
        outlet.phase(phase);
        tally.restart();
        unacknowledged = 0;
    }

    @Override
    public void receive(long at, int bytes, long nowNanos) {
        tally.received(bytes);
        if (FrameHeader.kind(at) == FrameHeader.DATA && FrameHeader.phase(at) == outlet.phase()) {
            tally.check().arrived(FrameHeader.sequence(at));
            latencies.record(nowNanos - FrameHeader.timeNanos(at));
            unacknowledged++;
            lastNanos = nowNanos;
        }
    }

    @Override
    public int offer(long nowNanos) {
        if (nextNanos() > nowNanos || !outlet.hasRoom()) {
            return 0;
        }
        outlet.post(FrameHeader.ACK, tally.check().frontier(), nowNanos, Flow.MIN_FRAME_BYTES);
        unacknowledged = 0;
        return 1;
    }

    @Override
    public long nextNanos() {
        if (!acknowledges || unacknowledged == 0) {
            return Long.MAX_VALUE;
        }
        return unacknowledged >= acknowledgeEvery ? lastNanos : lastNanos + IDLE_NANOS;
    }

    @Override
    public void handOver() {
        tally.handOver();
        latencies.handOver();
    }
}
