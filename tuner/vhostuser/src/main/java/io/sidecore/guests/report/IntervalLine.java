package io.sidecore.guests.report;

/**
 * What happened in the last while.
 *
 * @param t seconds since the load began, at the end of the interval
 * @param phase {@code warmup} or {@code measure}
 * @param seconds the length of the interval
 * @param packets frames that guests received
 * @param bytes of those
 * @param requests that were answered
 * @param lost frames that were passed over by later ones, less those that came late after all; never below 0
 * @param latencyMicros of requests if the load has any, else of streams
 */
public record IntervalLine(
        double t,
        String phase,
        double seconds,
        long packets,
        long bytes,
        long requests,
        long lost,
        IntervalLatency latencyMicros) {}
