package io.sidecore.collector.host;

/** What is counted of a virtqueue, in the order of a recording. All are monotonic. */
public enum VirtqueueCounter {
    /** Notifications by the guest. */
    KICKS,
    /** Wake-ups from the other side, for instance by a tap that has frames for the guest. */
    BACKEND_WAKEUPS,
    /** Interrupts to the guest. */
    CALLS,
    /** Frames or requests that were served. */
    PACKETS,
    /** Times that the worker turned to the queue: calls of its handler, visits that found work. */
    RUNS,
    /** Of those, how many left work behind: evidence that the worker is saturated. */
    LIMITED,
    /** Time that the worker spent in those runs, by the clock on the wall, polling not included; nanoseconds. */
    BUSY_NANOS,
    /** Time that the worker spent polling for the queue before it would sleep; nanoseconds. */
    BUSY_POLL_NANOS,
    /** Frames that were dropped. */
    DROPS
}
