package io.sidecore.vhostuser.worker;

/** What a worker remembers of the time, in nanoseconds of {@link System#nanoTime}; by its own thread only. */
final class Moments {

    /** At the end of the last visit, or turn. */
    long nowNanos;

    long wokeNanos;
    long lastWorkNanos;

    /** Whether it has slept since the last turn. */
    boolean justWoken;

    void begin() {
        nowNanos = System.nanoTime();
        wokeNanos = nowNanos;
        lastWorkNanos = nowNanos;
    }
}
