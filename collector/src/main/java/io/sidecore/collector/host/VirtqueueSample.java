package io.sidecore.collector.host;

import io.sidecore.collector.sample.Histogram;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One virtqueue, as counted.
 *
 * @param queue its name in the inventory
 * @param generation differs from an older sample's if this is another queue of the same name, or its counters began anew
 * @param counters all that are counted
 * @param delay time from the first kick that was not served yet until the worker turned to the queue; monotonic as well
 */
public record VirtqueueSample(String queue, long generation, VirtqueueCounters counters, Optional<Histogram> delay) {

    public OptionalLong kicks() {
        return counters.find(VirtqueueCounter.KICKS);
    }

    public OptionalLong backendWakeups() {
        return counters.find(VirtqueueCounter.BACKEND_WAKEUPS);
    }

    public OptionalLong calls() {
        return counters.find(VirtqueueCounter.CALLS);
    }

    public OptionalLong packets() {
        return counters.find(VirtqueueCounter.PACKETS);
    }

    public OptionalLong runs() {
        return counters.find(VirtqueueCounter.RUNS);
    }

    public OptionalLong limited() {
        return counters.find(VirtqueueCounter.LIMITED);
    }

    public OptionalLong busyNanos() {
        return counters.find(VirtqueueCounter.BUSY_NANOS);
    }

    public OptionalLong busyPollNanos() {
        return counters.find(VirtqueueCounter.BUSY_POLL_NANOS);
    }

    public OptionalLong drops() {
        return counters.find(VirtqueueCounter.DROPS);
    }
}
