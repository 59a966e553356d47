package io.sidecore.guests.report;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a flow came to in the measured time.
 *
 * @param flow its name
 * @param packets frames that its two guests received, acknowledgements included
 * @param lost frames that were due and never came through, by the end of the run
 * @param down whether one of its guests was lost; not shown otherwise
 */
public record FlowLine(
        String flow,
        String kind,
        long packets,
        long bytes,
        long lost,
        long repeated,
        long reordered,
        TotalLatency latencyMicros,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean down) {}
