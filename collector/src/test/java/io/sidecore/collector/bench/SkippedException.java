package io.sidecore.collector.bench;

/** Something cannot be measured here; the message says why. */
final class SkippedException extends Exception {
    SkippedException(String why) {
        super(why);
    }
}
