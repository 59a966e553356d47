package io.sidecore.collector.probe;

import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.sample.Histogram;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the vhost probe counted of one virtqueue. All are monotonic; each is absent where this kernel does not let us count
 * it.
 *
 * @param queue which one
 * @param generation another one if this is another virtqueue at the same place, or the counters began anew
 * @param kicks by the guest
 * @param backendWakeups by the tap
 * @param heads descriptor chains that were taken off the ring
 * @param runs of the handler that ended
 * @param limited of those, how many stopped at vhost's limit for one run and left work behind
 * @param busyNanos in those runs, by the clock on the wall, without polling
 * @param busyPollNanos in those runs, polling for more
 * @param delay from the first kick or wake-up that was not served yet to the handler's begin
 */
public record VhostCounts(
        VhostQueue queue,
        long generation,
        OptionalLong kicks,
        OptionalLong backendWakeups,
        OptionalLong heads,
        OptionalLong runs,
        OptionalLong limited,
        OptionalLong busyNanos,
        OptionalLong busyPollNanos,
        Optional<Histogram> delay) {

    /**
     * The same as a sample of a host.
     *
     * @param name of the virtqueue in the inventory
     * @param calls by the eventfd probe; absent if it does not run
     */
    public VirtqueueSample sample(String name, OptionalLong calls) {
        return new VirtqueueSample(
                name,
                generation,
                kicks,
                backendWakeups,
                calls,
                queue.countsPackets() ? heads : OptionalLong.empty(),
                runs,
                limited,
                busyNanos,
                busyPollNanos,
                OptionalLong.empty(),
                delay);
    }
}
