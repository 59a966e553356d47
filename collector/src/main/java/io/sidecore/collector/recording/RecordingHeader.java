package io.sidecore.collector.recording;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What stands at the beginning of a recording: where it comes from. Readers ignore what they do not know.
 *
 * @param sidecoreVersion what recorded it
 * @param host name of the host
 * @param kernel its release
 * @param architecture its processors, as in {@code amd64}
 * @param startedEpochMillis when the recording began
 * @param intervalNanos time between samples, as asked for
 * @param userHz clock ticks per second, the unit of {@code startedTicks} and of {@code CpuSample}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RecordingHeader(
        @JsonProperty("sidecore_version") String sidecoreVersion,
        @JsonProperty("host") String host,
        @JsonProperty("kernel") String kernel,
        @JsonProperty("architecture") String architecture,
        @JsonProperty("started_epoch_millis") long startedEpochMillis,
        @JsonProperty("interval_nanos") long intervalNanos,
        @JsonProperty("user_hz") int userHz) {

    /** On every architecture that Sidecore runs on, whatever the kernel's own HZ: the unit is part of its ABI. */
    public static final int USER_HZ = 100;

    public RecordingHeader {
        if (intervalNanos <= 0 || userHz <= 0) {
            throw new IllegalArgumentException(
                    "interval and USER_HZ must be positive: " + intervalNanos + " ns, " + userHz);
        }
    }
}
