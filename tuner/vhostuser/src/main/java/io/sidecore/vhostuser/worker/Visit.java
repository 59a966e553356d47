package io.sidecore.vhostuser.worker;

/** One visit of a queue, while it goes on. Reused. */
final class Visit {

    /** When the oldest frame can have come at the earliest; when the visit began, and when its last burst ended. */
    long sinceNanos;

    long startNanos;
    long endNanos;

    /** Whether the worker had not slept since the turn before. */
    boolean polled;

    int frames;
    long bytes;

    /** Whether the last burst was a whole one, so that there may be more. */
    boolean wasFull;

    void begin(long since, long nowNanos, boolean isPolled) {
        sinceNanos = since;
        startNanos = nowNanos;
        endNanos = nowNanos;
        polled = isPolled;
        frames = 0;
        bytes = 0;
        wasFull = false;
    }
}
