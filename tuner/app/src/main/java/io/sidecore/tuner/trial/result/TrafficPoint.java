package io.sidecore.tuner.trial.result;

import java.util.Optional;

/**
 * What the load guests saw in one interval.
 *
 * @param atSeconds end of the interval, since the arm began
 * @param seconds length of the interval
 * @param packets frames that guests received
 * @param bytes bytes that guests received
 * @param requests requests that were answered
 * @param lost requests that were given up
 * @param latencyMicros of the requests answered in the interval; absent if there were none
 */
public record TrafficPoint(
        double atSeconds,
        double seconds,
        long packets,
        long bytes,
        long requests,
        long lost,
        Optional<IntervalLatency> latencyMicros) {

    public TrafficPoint {
        Checks.notNegative("atSeconds", atSeconds);
        if (!(seconds > 0)) {
            throw new IllegalArgumentException("an interval must last longer than 0 s: " + seconds);
        }
    }

    public double packetsPerSecond() {
        return packets / seconds;
    }

    public double bytesPerSecond() {
        return bytes / seconds;
    }
}
