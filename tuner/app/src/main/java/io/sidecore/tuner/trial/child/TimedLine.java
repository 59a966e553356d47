package io.sidecore.tuner.trial.child;

/**
 * A line that a child printed.
 *
 * @param atNanos monotonic time at which it arrived
 */
public record TimedLine(long atNanos, String text) {}
