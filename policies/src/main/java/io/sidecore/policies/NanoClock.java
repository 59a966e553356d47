package io.sidecore.policies;

/** Monotonic time, injected so that tests and replays move it. */
public interface NanoClock {

    /** Nanoseconds since some fixed moment. */
    long nanoTime();
}
