package io.sidecore.guests.load;

import io.sidecore.guests.arrivals.ArrivalProcess;
import java.util.Optional;

/**
 * Load from one guest to another.
 *
 * @param from the guest that sends, or asks
 * @param to the guest that receives, or answers
 * @param frameBytes the length of its frames, requests and responses alike, in [64,9000]
 * @param window frames that a stream may have outstanding, in [4,32768]; only without arrivals
 * @param arrivals when frames are due, whatever became of those before; empty: as fast as the window allows
 */
public record Flow(
        FlowKind kind, String from, String to, int frameBytes, int window, Optional<ArrivalProcess> arrivals) {

    public static final int MIN_FRAME_BYTES = 64;
    public static final int MAX_FRAME_BYTES = 9000;
    public static final int DEFAULT_WINDOW = 128;

    private static final int MAX_WINDOW = 32768;

    public Flow {
        if (from.equals(to)) {
            throw new IllegalArgumentException("from and to must be two guests: both are " + from);
        }
        if (frameBytes < MIN_FRAME_BYTES || frameBytes > MAX_FRAME_BYTES) {
            throw new IllegalArgumentException("frameBytes must be in [64,9000]: " + frameBytes);
        }
        if (window < 4 || window > MAX_WINDOW) {
            throw new IllegalArgumentException("window must be in [4,32768]: " + window);
        }
        if (kind == FlowKind.RR && arrivals.isEmpty()) {
            throw new IllegalArgumentException(
                    "an rr flow needs arrivals, as in " + "{\"process\": \"poisson\", \"packetsPerSecond\": 4000}");
        }
    }

    /** A stream as fast as its window allows. */
    public static Flow stream(String from, String to) {
        FlowKind kind = FlowKind.STREAM;
        return new Flow(kind, from, to, kind.defaultFrameBytes(), DEFAULT_WINDOW, Optional.empty());
    }

    /** A stream that sends whenever a frame is due. */
    public static Flow stream(String from, String to, ArrivalProcess arrivals) {
        FlowKind kind = FlowKind.STREAM;
        return new Flow(kind, from, to, kind.defaultFrameBytes(), DEFAULT_WINDOW, Optional.of(arrivals));
    }

    /** Requests and responses. */
    public static Flow rr(String from, String to, ArrivalProcess arrivals) {
        FlowKind kind = FlowKind.RR;
        return new Flow(kind, from, to, kind.defaultFrameBytes(), DEFAULT_WINDOW, Optional.of(arrivals));
    }

    /** In words, as reports have it. */
    public String name() {
        return kind.word() + " " + from + "->" + to;
    }
}
