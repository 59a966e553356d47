package io.sidecore.tuner.simulator;

/**
 * How long the host polls for a vCPU that halts before it lets the thread sleep, as KVM has it (kvm_vcpu_halt in
 * virt/kvm/kvm_main.c; Documentation/virt/kvm/halt-polling.rst): longer after a halt that a longer poll would have caught,
 * shorter after one that no poll could.
 */
final class HaltPolling {

    private final Costs costs;
    private long pollNanos;
    private long haltedNanos;

    HaltPolling(Costs costs, long nowNanos) {
        this.costs = costs;
        this.haltedNanos = nowNanos;
    }

    /** The vCPU halts; returns how long is polled for it, 0 for not at all. */
    long halts(long nowNanos) {
        haltedNanos = nowNanos;
        return pollNanos;
    }

    /** The vCPU runs again. */
    void runs(long nowNanos) {
        long nanos = nowNanos - haltedNanos;
        if (nanos <= pollNanos) {
            return;
        }
        if (nanos >= costs.haltPoll()) {
            pollNanos = shorter();
        } else if (pollNanos < costs.haltPoll()) {
            pollNanos = longer();
        }
    }

    private long longer() {
        if (costs.haltPollGrow() == 0) {
            return pollNanos;
        }
        double grown = Math.max(costs.haltPollStart(), pollNanos * (double) costs.haltPollGrow());
        return Math.round(Math.min(grown, costs.haltPoll()));
    }

    private long shorter() {
        long shrunk = costs.haltPollShrink() == 0 ? 0 : pollNanos / costs.haltPollShrink();
        return shrunk < costs.haltPollStart() ? 0 : shrunk;
    }
}
