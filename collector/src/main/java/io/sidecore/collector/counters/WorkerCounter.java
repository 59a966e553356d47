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
    FAULTS,
    /** Times that it asked all its guests for kicks, to sleep (ELVIS: enabled_interrupts). */
    KICKS_ENABLED,
    /** Times that it woke, and the turn after that found no work (empty_works). */
    EMPTY_WAKES,
    /** Turns in which it had no queue (noqueue_works). */
    NO_QUEUE_LOOPS,
    /** Visits to a queue of another guest than the visit before (mm_switches). */
    GUEST_SWITCHES,
    /** Of {@link #BUSY_NANOS}, in turns that did not follow a sleep (poll_work_cycles; notif_work_cycles is the rest). */
    POLL_BUSY_NANOS,
    /** Visits that were cut short for a queue that waited for too long (stuck_works). */
    STUCK_YIELDS,
    /** Visits that ended at a weight with work left (pending_works). */
    PENDING_VISITS,
    /** Times that the worker gave no sign of life for too long, and lost its queues to others. */
    STALLS
}
