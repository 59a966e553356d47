package io.sidecore.collector.counters;

/**
 * What the embedded backend counts for each virtqueue. All are monotonic while the queue is connected. The ordinal is
 * the place in the shared file: add at the end only.
 */
public enum QueueCounter {
    /** Frames taken from the guest (tx) or given to it (rx); requests to a disk that were answered. */
    PACKETS,
    /** Bytes in those frames, without the virtio-net header; those read from a disk, or written to it. */
    BYTES,
    /** Kicks by the guest, each one, even where several were read at once. */
    KICKS,
    /** Calls to the guest. */
    CALLS,
    /** Visits that found work. */
    VISITS,
    /** Visits that left work behind, because the burst limit was reached: evidence of saturation. */
    LIMITED,
    /** Time spent on this queue in visits that found work, in nanoseconds. */
    BUSY_NANOS,
    /**
     * Sum over visits that found work of the time since the queue was last looked at, or since the worker woke,
     * whichever is later: the longest that the oldest frame can have waited for a worker that was awake.
     */
    DELAY_NANOS,
    /** Descriptors that were waiting, summed over visits that found work. */
    PENDING,
    /**
     * rx: frames dropped because the guest offered no buffer and the staging ring was full; of an uplink, because the
     * interface had no room. tx of an uplink: frames that the kernel dropped, as they were not read soon enough.
     */
    DROPS_FULL,
    /** rx: frames dropped because no chain of the guest's buffers could hold them, or the uplink's interface takes none so large. */
    DROPS_TOO_BIG,
    /** tx: frames dropped because they were malformed: shorter than the headers, or longer than the largest frame. rx of an uplink: those that the kernel refused. */
    DROPS_MALFORMED,
    /** tx: frames that no port took: sent to the sender's own address, or no other port is connected. */
    DROPS_NO_PORT,
    /** Times that the queue was attached to another worker. */
    MOVES,
    /** Frames that went through the staging ring, because another worker sent them or the guest's ring was full. */
    STAGED,
    /** tx: frames dropped because their port does not carry their VLAN. */
    DROPS_VLAN,
    /** tx: frames to many (broadcast, multicast, unknown addresses) dropped because there were too many a second. */
    DROPS_FLOOD_LIMIT,
    /**
     * Of {@link #VISITS}, those by polling: the worker had not slept since the turn before. The others followed a kick,
     * or another wake-up (ELVIS: poll_kicks, and notif_works for the rest). The next four are of these visits only.
     */
    POLL_VISITS,
    /** Of {@link #BUSY_NANOS}, in visits by polling (poll_cycles; notif_cycles is the rest, and so below). */
    POLL_BUSY_NANOS,
    /** Of {@link #BYTES}, in visits by polling (poll_bytes). */
    POLL_BYTES,
    /** Of {@link #DELAY_NANOS}, before visits by polling (poll_wait). */
    POLL_DELAY_NANOS,
    /** Of {@link #LIMITED}, of visits by polling (poll_limited). */
    POLL_LIMITED,
    /** Looks at the queue that found nothing (poll_empty). */
    POLL_EMPTY,
    /** Times that work was left waiting so that more comes together (poll_coalesced). */
    POLL_COALESCED,
    /** Visits that found the ring full of work, as far as it has descriptors (ring_full). */
    RING_FULL,
    /** Visits that found it seven eighths full, or more (almost_full_times). */
    ALMOST_FULL,
    /** Times that the queue waited for too long, and went first (stuck_times). */
    STUCK,
    /** How long it had waited then (stuck_cycles). */
    STUCK_NANOS,
    /** rx of an uplink: frames dropped because the interface was down, or gone. */
    DROPS_DOWN,
    /** Of a disk: reads that were done. */
    READS,
    /** Of a disk: writes that were done, and ranges given back or cleared. */
    WRITES,
    /** Of a disk: flushes that were done. */
    FLUSHES,
    /** Of a disk: requests that failed in its file. */
    ERRORS,
    /** Of a disk: requests that were not tried: beyond its end, to write what is read only, or of a kind that it has not. */
    REFUSED
}
