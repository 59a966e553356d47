package io.sidecore.guests.report;

import io.sidecore.guests.flow.Counts;
import io.sidecore.guests.flow.FlowRun;
import io.sidecore.guests.flow.Latencies;
import io.sidecore.guests.load.FlowKind;
import org.HdrHistogram.Histogram;

/** One flow in the {@link Ledger}. */
final class FlowAccount {

    private final FlowRun run;
    private final Histogram latencies = Latencies.empty();
    private Counts entered = Counts.NONE;
    private Counts closed = Counts.NONE;

    FlowAccount(FlowRun run) {
        this.run = run;
    }

    FlowRun run() {
        return run;
    }

    boolean is(FlowKind kind) {
        return run.flow().kind() == kind;
    }

    /** What has been counted since the last time. */
    Counts enter() {
        Counts now = run.counts();
        Counts added = now.minus(entered);
        entered = now;
        return added;
    }

    void enterLatencies() {
        run.latencies().drainTo(latencies);
    }

    void close() {
        closed = run.counts();
    }

    /** What had been counted when the measured time was over. */
    Counts closed() {
        return closed;
    }

    Histogram latencies() {
        return latencies;
    }

    /** What was sent and has not come through by now. */
    long outstanding() {
        return run.counts().sent() - run.counts().completed();
    }

    FlowLine line() {
        return new FlowLine(
                run.flow().name(),
                run.flow().kind().word(),
                closed.packets(),
                closed.bytes(),
                outstanding(),
                run.counts().repeated(),
                run.counts().reordered(),
                TotalLatency.of(latencies),
                run.isDown());
    }
}
