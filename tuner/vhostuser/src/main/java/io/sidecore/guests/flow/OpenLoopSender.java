package io.sidecore.guests.flow;

import io.sidecore.guests.load.Flow;
import io.sidecore.guests.load.FlowKind;

/**
 * The end of a flow that sends whenever a frame is due: a paced stream, or the client of requests and responses. A
 * response comes back with the time at which its request was meant to be sent; from then on its latency counts.
 */
final class OpenLoopSender implements Endpoint {

    private final Outlet outlet;
    private final OpenLoop due;
    private final Tally tally;
    private final Latencies latencies;
    private final int kind;
    private final int frameBytes;
    private long sequence;

    OpenLoopSender(FlowRun run, Outlet outlet, OpenLoop due) {
        Flow flow = run.flow();
        this.outlet = outlet;
        this.due = due;
        this.tally = run.from();
        this.latencies = run.latencies();
        this.kind = flow.kind() == FlowKind.RR ? FrameHeader.REQUEST : FrameHeader.DATA;
        this.frameBytes = flow.frameBytes();
    }

    @Override
    public void restart(int phase) {
        outlet.phase(phase);
        tally.restart();
        due.restart();
        sequence = 0;
    }

    @Override
    public void begin(long fromNanos, long untilNanos) {
        due.begin(fromNanos, untilNanos);
    }

    @Override
    public void giveUp() {
        while (due.dueNanos() != Long.MAX_VALUE) {
            tally.sent();
            due.advance();
        }
    }

    @Override
    public int offer(long nowNanos) {
        int posted = 0;
        while (posted < BURST && due.isDue(nowNanos) && outlet.hasRoom()) {
            outlet.post(kind, sequence++, due.dueNanos(), frameBytes);
            tally.sent();
            due.advance();
            posted++;
        }
        return posted;
    }

    @Override
    public void receive(long at, int bytes, long nowNanos) {
        tally.received(bytes);
        if (FrameHeader.kind(at) == FrameHeader.RESPONSE && FrameHeader.phase(at) == outlet.phase()) {
            tally.check().arrived(FrameHeader.sequence(at));
            latencies.record(nowNanos - FrameHeader.timeNanos(at));
        }
    }

    @Override
    public long nextNanos() {
        return due.dueNanos();
    }

    @Override
    public void handOver() {
        tally.handOver();
        if (kind == FrameHeader.REQUEST) {
            latencies.handOver(); // those of a stream belong to its receiver
        }
    }
}
