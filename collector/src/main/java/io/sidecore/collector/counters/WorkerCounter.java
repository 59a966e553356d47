package io.sidecore.collector.counters;

/**
 * What the embedded backend counts for each worker. All are monotonic while the worker lives; times are nanoseconds of
 * the monotonic clock. The ordinal is the place in the shared file: add at the end only.
 *
 * <p>The names follow the counters of the ELVIS kernel where they count the same thing.
 */
public enum WorkerCounter {
    /** Turns of the worker's loop, with or without work. */
    LOOPS,
    /** Turns that found no work in any queue. */
    EMPTY_LOOPS,
    /** Time in turns that found work. */
    BUSY_NANOS,
    /** Time in turns that found none: polling, or spinning before sleep. */
    EMPTY_NANOS,
    /** Time spent in the wait for a kick, as the worker sees it (includes waiting for a CPU afterwards). */
    SLEEP_NANOS,
    /** Times that the worker went to sleep. */
    SLEEPS,
    /** Kicks read from eventfds: the sum of their values, so that coalesced kicks count one by one. */
    KICKS,
    /** Calls written to eventfds. */
    CALLS,
    /** Frames taken from guests. */
    PACKETS,
    /** Frames handed to a queue that another worker owns. */
    HANDOFFS,
    /** Visits to a queue that found work. Delay is measured once for each. */
    VISITS,
    /** Commands carried out: moves, settings. */
    COMMANDS,
    /** Times that a hostile or dead guest's memory faulted under the worker. */
    FAULTS
}
