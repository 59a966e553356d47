package io.sidecore.guests.flow;

import io.sidecore.guests.load.Flow;

/** A flow while it runs: what its two ends count, and whether both are still there. */
public final class FlowRun {

    private final int number;
    private final Flow flow;
    private final Tally from = new Tally();
    private final Tally to = new Tally();
    private final Latencies latencies = new Latencies();
    private volatile boolean down;

    /** @param number its place in the load, which its frames carry */
    public FlowRun(int number, Flow flow) {
        this.number = number;
        this.flow = flow;
    }

    public int number() {
        return number;
    }

    public Flow flow() {
        return flow;
    }

    public Tally from() {
        return from;
    }

    public Tally to() {
        return to;
    }

    public Latencies latencies() {
        return latencies;
    }

    /** Both ends together. */
    public Counts counts() {
        return from.counts().plus(to.counts());
    }

    /** One of its guests is lost: what the other sends would go nowhere. */
    public void takeDown() {
        down = true;
    }

    public boolean isDown() {
        return down;
    }
}
