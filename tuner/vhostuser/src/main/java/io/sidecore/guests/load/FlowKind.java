package io.sidecore.guests.load;

/** What passes between the two guests of a flow. */
public enum FlowKind {
    /** Frames one way. */
    STREAM("stream", 1500),
    /** Requests one way, a response to each the other way. */
    RR("rr", 64);

    private final String word;
    private final int defaultFrameBytes;

    FlowKind(String word, int defaultFrameBytes) {
        this.word = word;
        this.defaultFrameBytes = defaultFrameBytes;
    }

    /** As users write it. */
    public String word() {
        return word;
    }

    public int defaultFrameBytes() {
        return defaultFrameBytes;
    }
}
