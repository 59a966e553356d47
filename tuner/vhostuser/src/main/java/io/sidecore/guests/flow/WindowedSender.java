package io.sidecore.guests.flow;

import io.sidecore.guests.load.Flow;

/**
 * The end of a stream that sends as fast as its window allows. The receiver says how far the stream has come; what was
 * lost on the way is passed over, not sent again, since nobody needs it. If a whole window is out and nothing has been
 * heard for {@link #TIMEOUT_NANOS}, it is given up: the stream never stalls for good.
 */
final class WindowedSender implements Endpoint {

    /** Longer than a busy host keeps a worker off its CPU as a rule; a timeout too many costs a window too many. */
    static final long TIMEOUT_NANOS = 50_000_000;

    private final Outlet outlet;
    private final Tally tally;
    private final int frameBytes;
    private final int window;

    private long untilNanos;
    private long sequence;
    private long acknowledged;
    private long heardNanos;

    WindowedSender(FlowRun run, Outlet outlet) {
        Flow flow = run.flow();
        this.outlet = outlet;
        this.tally = run.from();
        this.frameBytes = flow.frameBytes();
        this.window = flow.window();
    }

    @Override
    public void restart(int phase) {
        outlet.phase(phase);
        tally.restart();
        untilNanos = Long.MIN_VALUE;
        sequence = 0;
        acknowledged = 0;
    }

    @Override
    public void begin(long from, long until) {
        heardNanos = from;
        untilNanos = until;
    }

    @Override
    public int offer(long nowNanos) {
        if (nowNanos >= untilNanos) {
            return 0;
        }
        if (isFull() && nowNanos - heardNanos >= TIMEOUT_NANOS) {
            acknowledged = sequence;
        }
        int posted = 0;
        while (posted < BURST && !isFull() && outlet.hasRoom()) {
            outlet.post(FrameHeader.DATA, sequence++, nowNanos, frameBytes);
            tally.sent();
            posted++;
        }
        if (posted > 0 && isFull()) {
            heardNanos = nowNanos; // from now on, nothing but an answer moves the stream on
        }
        return posted;
    }

    private boolean isFull() {
        return sequence - acknowledged >= window;
    }

    @Override
    public void receive(long at, int bytes, long nowNanos) {
        tally.received(bytes);
        if (FrameHeader.kind(at) == FrameHeader.ACK && FrameHeader.phase(at) == outlet.phase()) {
            acknowledged = Math.max(acknowledged, FrameHeader.sequence(at));
            heardNanos = nowNanos;
        }
    }

    @Override
    public long nextNanos() {
        long next = isFull() ? heardNanos + TIMEOUT_NANOS : heardNanos;
        return next < untilNanos ? next : Long.MAX_VALUE;
    }

    @Override
    public void handOver() {
        tally.handOver();
    }
}
