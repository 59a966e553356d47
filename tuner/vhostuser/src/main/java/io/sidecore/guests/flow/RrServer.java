package io.sidecore.guests.flow;

/**
 * The end of a flow that answers each request at once with a frame of the same length, number and time. Where there is
 * no room to send, answers wait in a backlog as in a socket's buffer; what does not fit that either is lost.
 */
final class RrServer implements Endpoint {

    /** A power of two. */
    private static final int BACKLOG = 1024;

    private final Outlet outlet;
    private final Tally tally;
    private final int frameBytes;
    private final long[] sequences = new long[BACKLOG];
    private final long[] times = new long[BACKLOG];
    private int first;
    private int waiting;

    RrServer(FlowRun run, Outlet outlet) {
        this.outlet = outlet;
        this.tally = run.to();
        this.frameBytes = run.flow().frameBytes();
    }

    @Override
    public void restart(int phase) {
        outlet.phase(phase);
        tally.restart();
        waiting = 0;
    }

    @Override
    public void receive(long at, int bytes, long nowNanos) {
        tally.received(bytes);
        boolean request = FrameHeader.kind(at) == FrameHeader.REQUEST && FrameHeader.phase(at) == outlet.phase();
        if (request && waiting < BACKLOG) {
            int last = (first + waiting++) & (BACKLOG - 1);
            sequences[last] = FrameHeader.sequence(at);
            times[last] = FrameHeader.timeNanos(at);
        }
    }

    @Override
    public int offer(long nowNanos) {
        int posted = 0;
        while (waiting > 0 && outlet.hasRoom()) {
            outlet.post(FrameHeader.RESPONSE, sequences[first], times[first], frameBytes);
            first = (first + 1) & (BACKLOG - 1);
            waiting--;
            posted++;
        }
        return posted;
    }

    @Override
    public long nextNanos() {
        return waiting > 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    @Override
    public void handOver() {
        tally.handOver();
    }
}
