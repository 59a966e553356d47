package io.sidecore.collector.signal.host;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Differences of counters, as plain numbers: a window of a large host has a hundred thousand of them. */
final class Deltas {

    /** For a difference that is not known: nobody counted, or the counter went back, as after a reset. */
    static final long ABSENT = -1;

    private Deltas() {}

    static long of(OptionalLong older, OptionalLong newer) {
        return older.isPresent() && newer.isPresent() ? of(older.getAsLong(), newer.getAsLong()) : ABSENT;
    }

    static long of(long older, long newer) {
        return newer >= older ? newer - older : ABSENT;
    }

    static OptionalDouble perSecond(long delta, long elapsedNanos) {
        return delta < 0 ? OptionalDouble.empty() : OptionalDouble.of(delta * 1e9 / elapsedNanos);
    }

    /** Share of the window, at most 1. */
    static OptionalDouble share(long nanos, long elapsedNanos) {
        return nanos < 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.min(1, (double) nanos / elapsedNanos));
    }
}
