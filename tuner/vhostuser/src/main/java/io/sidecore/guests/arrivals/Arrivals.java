package io.sidecore.guests.arrivals;

/** One run of an arrival process. Allocates nothing. */
@FunctionalInterface
public interface Arrivals {

    /** The time of the next arrival, in nanoseconds since the process began; never less than the one before. */
    long nextNanos();
}
