package io.sidecore.collector.host;

import io.sidecore.collector.sample.Histogram;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One virtqueue, as counted. All are monotonic; each is absent where nobody counts it.
 *
 * @param queue its name in the inventory
 * @param generation differs from an older sample's if this is another queue of the same name, or its counters began anew
 * @param kicks notifications by the guest
 * @param backendWakeups wake-ups from the other side, for instance by a tap that has frames for the guest
 * @param calls interrupts to the guest
 * @param packets frames or requests that were served
 * @param runs times that the worker turned to it: calls of its handler, visits that found work
 * @param limited of those, how many left work behind: evidence that the worker is saturated
 * @param busyNanos time that its worker spent in those runs, by the clock on the wall, polling not included
 * @param busyPollNanos time that its worker spent polling for it before it would sleep
 * @param drops frames that were dropped
 * @param delay time from the first kick that was not served yet until the worker turned to the queue
 */
public record VirtqueueSample(
        String queue,
        long generation,
        OptionalLong kicks,
        OptionalLong backendWakeups,
        OptionalLong calls,
        OptionalLong packets,
        OptionalLong runs,
        OptionalLong limited,
        OptionalLong busyNanos,
        OptionalLong busyPollNanos,
        OptionalLong drops,
        Optional<Histogram> delay) {

    /** The same, with kicks that somebody else counted. */
    public VirtqueueSample withKicks(OptionalLong counted) {
        return new VirtqueueSample(
                queue,
                generation,
                counted,
                backendWakeups,
                calls,
                packets,
                runs,
                limited,
                busyNanos,
                busyPollNanos,
                drops,
                delay);
    }
}
