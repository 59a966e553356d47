package io.sidecore.collector.diagnosis.rule;

import io.sidecore.collector.diagnosis.finding.Confidence;

/** What several rules hold to. Each rule has its own thresholds beside it. */
final class Limits {

    /** What is wrong must be so in this share of windows: IOcm's request filter asks for 60 % of its last 20 epochs. */
    static final double SUSTAINED = 0.6;

    /** Windows without which nothing is called sustained. */
    static final int FEWEST_WINDOWS = 3;

    /** Windows from which on their number no longer lowers confidence: one odd window is then no more than 20 %. */
    static final int ENOUGH_WINDOWS = 5;

    private Limits() {}

    /** How sure so many windows allow to be. More never allow less. */
    static Confidence.Level levelOf(int windows) {
        if (windows >= ENOUGH_WINDOWS) {
            return Confidence.Level.HIGH;
        }
        return windows >= FEWEST_WINDOWS ? Confidence.Level.MEDIUM : Confidence.Level.LOW;
    }
}
