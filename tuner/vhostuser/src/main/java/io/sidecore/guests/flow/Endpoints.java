package io.sidecore.guests.flow;

import io.sidecore.guests.load.FlowKind;

/** Chooses what each end of a flow does. */
public final class Endpoints {

    private Endpoints() {}

    /** The end that sends, or asks. */
    public static Endpoint from(FlowRun run, Outlet outlet, long seed) {
        return run.flow()
                .arrivals()
                .<Endpoint>map(arrivals -> new OpenLoopSender(run, outlet, new OpenLoop(arrivals, seed)))
                .orElseGet(() -> new WindowedSender(run, outlet));
    }

    /** The end that receives, or answers. */
    public static Endpoint to(FlowRun run, Outlet outlet) {
        return run.flow().kind() == FlowKind.RR ? new RrServer(run, outlet) : new StreamReceiver(run, outlet);
    }
}
