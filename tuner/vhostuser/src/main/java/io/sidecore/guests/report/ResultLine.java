package io.sidecore.guests.report;

import java.util.List;

/**
 * What the measured time came to.
 *
 * @param seconds its length
 * @param seed which, with the load, says what was offered
 * @param packets frames that guests received in it
 * @param lost frames that were due in it and never came through, by the end of the run
 * @param latencyMicros of requests if the load has any, else of streams
 * @param kicks that guests sent in it
 * @param calls that guests got in it
 */
public record ResultLine(
        double seconds,
        long seed,
        long packets,
        long bytes,
        double packetsPerSecond,
        double requestsPerSecond,
        long lost,
        TotalLatency latencyMicros,
        List<FlowLine> flows,
        long kicks,
        long calls) {

    public ResultLine {
        flows = List.copyOf(flows);
    }
}
