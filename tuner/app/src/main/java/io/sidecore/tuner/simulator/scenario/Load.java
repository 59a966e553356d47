package io.sidecore.tuner.simulator.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a guest does with its network. What a kind does not use may be left out.
 *
 * @param kind see there
 * @param bytes of a frame, 64 to 65536
 * @param guestMicros CPU time of the guest for each frame: to answer it, to make it, or to take it in; 0 to 1e6
 * @param concurrency of RR: requests under way at once, 1 to 10000
 * @param thinkMicros of RR: how long the peer waits between an answer and its next request; 0 to 1e9
 * @param window of STREAM_OUT and STREAM_IN: frames under way at most, 1 to 100000
 * @param packetsPerSecond of OPEN_IN and OPEN_OUT: on average while it is on, above 0
 * @param burst of OPEN_IN and OPEN_OUT: frames that come together, 1 to 1000
 * @param onMillis of OPEN_IN and OPEN_OUT: how long it is on, on average; 0 for always
 * @param offMillis and off
 * @param rttMicros the network's way to the peer and back, without queueing; 0 to 1e6
 */
public record Load(
        Kind kind,
        int bytes,
        double guestMicros,
        int concurrency,
        double thinkMicros,
        int window,
        double packetsPerSecond,
        int burst,
        double onMillis,
        double offMillis,
        double rttMicros) {

    /** How the guest and its peer go about it. */
    public enum Kind {
        /** Nothing. */
        @JsonProperty("idle")
        IDLE,
        /** The peer asks, the guest answers: netperf's TCP_RR and UDP_RR. */
        @JsonProperty("rr")
        RR,
        /** The guest sends as fast as its window lets it: netperf's TCP_STREAM from a guest. */
        @JsonProperty("stream-out")
        STREAM_OUT,
        /** The same towards the guest. */
        @JsonProperty("stream-in")
        STREAM_IN,
        /** The peer sends at its own rate, whatever becomes of it. */
        @JsonProperty("open-in")
        OPEN_IN,
        /** The guest sends at its own rate. */
        @JsonProperty("open-out")
        OPEN_OUT
    }

    private static final int DEFAULT_WINDOW = 128;
    private static final double DEFAULT_RTT_MICROS = 20;

    public static final Load IDLE = new Load(Kind.IDLE, 64, 0, 1, 0, DEFAULT_WINDOW, 1, 1, 0, 0, DEFAULT_RTT_MICROS);

    public Load {
        bytes = bytes == 0 ? 64 : bytes;
        concurrency = concurrency == 0 ? 1 : concurrency;
        window = window == 0 ? DEFAULT_WINDOW : window;
        burst = burst == 0 ? 1 : burst;
        packetsPerSecond = packetsPerSecond == 0 ? 1 : packetsPerSecond;
        requireIn("bytes", bytes, 64, 65536);
        requireIn("guestMicros", guestMicros, 0, 1e6);
        requireIn("concurrency", concurrency, 1, 10_000);
        requireIn("thinkMicros", thinkMicros, 0, 1e9);
        requireIn("window", window, 1, 100_000);
        requireIn("packetsPerSecond", packetsPerSecond, 1e-3, 1e9);
        requireIn("burst", burst, 1, 1000);
        requireIn("onMillis", onMillis, 0, 1e6);
        requireIn("offMillis", offMillis, 0, 1e6);
        requireIn("rttMicros", rttMicros, 0, 1e6);
    }

    private static void requireIn(String name, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(name + " must be in [" + min + "," + max + "]: " + value);
        }
    }

    /** Request and response, with frames of 64 bytes. */
    public static Load rr(int concurrency, double thinkMicros, double guestMicros) {
        return new Load(Kind.RR, 64, guestMicros, concurrency, thinkMicros, 0, 0, 0, 0, 0, DEFAULT_RTT_MICROS);
    }

    /** A stream out of the guest. */
    public static Load streamOut(int bytes, int window, double guestMicros) {
        return new Load(Kind.STREAM_OUT, bytes, guestMicros, 0, 0, window, 0, 0, 0, 0, DEFAULT_RTT_MICROS);
    }

    /** A stream into the guest. */
    public static Load streamIn(int bytes, int window, double guestMicros) {
        return new Load(Kind.STREAM_IN, bytes, guestMicros, 0, 0, window, 0, 0, 0, 0, DEFAULT_RTT_MICROS);
    }

    /** Frames to the guest at a rate of their own. */
    public static Load openIn(int bytes, double packetsPerSecond, int burst, double guestMicros) {
        return new Load(Kind.OPEN_IN, bytes, guestMicros, 0, 0, 0, packetsPerSecond, burst, 0, 0, DEFAULT_RTT_MICROS);
    }

    /** Frames from the guest at a rate of their own. */
    public static Load openOut(int bytes, double packetsPerSecond, int burst, double guestMicros) {
        return new Load(Kind.OPEN_OUT, bytes, guestMicros, 0, 0, 0, packetsPerSecond, burst, 0, 0, DEFAULT_RTT_MICROS);
    }

    /** The same, on for a while and off for a while. */
    public Load onAndOff(double on, double off) {
        return new Load(
                kind,
                bytes,
                guestMicros,
                concurrency,
                thinkMicros,
                window,
                packetsPerSecond,
                burst,
                on,
                off,
                rttMicros);
    }

    /** The same at another rate; of what has a rate. */
    public Load at(double rate) {
        return new Load(
                kind,
                bytes,
                guestMicros,
                concurrency,
                thinkMicros,
                window,
                rate,
                burst,
                onMillis,
                offMillis,
                rttMicros);
    }
}
