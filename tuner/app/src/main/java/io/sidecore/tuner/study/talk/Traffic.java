package io.sidecore.tuner.study.talk;

import io.sidecore.tuner.simulator.scenario.Load;

/** What the guests of the talk do. The talk says netperf, and neither sizes nor windows: those are ours. */
@SuppressWarnings("ImmutableEnumChecker") // a load is a record of numbers
public enum Traffic {
    /**
     * TCP_STREAM from each guest: full frames, 2 us of the guest for each, and a window of 8 frames, so that a sender waits
     * for confirmations. One guest takes a seventh of a line of 10 Gbit/s; without exits, seven fill it.
     */
    STREAM("stream", "bit/s", Load.streamOut(1500, 8, 2)),
    /** The same with a window of 32, so that two or three guests keep a worker busy: how far the window matters. */
    DEEP_STREAM("deep-stream", "bit/s", Load.streamOut(1500, 32, 2)),
    /** UDP_RR with each guest, one transaction under way, 4 us of the guest for each. */
    RR("rr", "transactions/s", Load.rr(1, 0, 4));

    private final String word;
    private final String unit;
    private final Load load;

    Traffic(String word, String unit, Load load) {
        this.word = word;
        this.unit = unit;
        this.load = load;
    }

    /** As in JSON. */
    public String word() {
        return word;
    }

    /** Of throughput. */
    public String unit() {
        return unit;
    }

    /** What each guest does. */
    public Load load() {
        return load;
    }
}
