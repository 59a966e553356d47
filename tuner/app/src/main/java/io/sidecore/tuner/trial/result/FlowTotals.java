package io.sidecore.tuner.trial.result;

import java.util.Optional;

/**
 * One flow of the load over the measured seconds.
 *
 * @param flow its name, for instance {@code rr vm1->vm2}
 * @param kind its kind, for instance {@code stream} or {@code rr}
 * @param lost requests that were given up
 * @param latencyMicros absent for a flow without answered requests
 */
public record FlowTotals(
        String flow,
        String kind,
        double packetsPerSecond,
        double requestsPerSecond,
        long lost,
        Optional<LatencyMicros> latencyMicros) {
    public FlowTotals {
        Checks.text("the name of a flow", flow);
        Checks.notNegative("packetsPerSecond of " + flow, packetsPerSecond);
        Checks.notNegative("requestsPerSecond of " + flow, requestsPerSecond);
    }
}
