package io.sidecore.collector.probe;

import io.sidecore.collector.host.VirtqueueCounters;
import io.sidecore.collector.sample.Histogram;
import java.util.Optional;

/**
 * What the vhost probe counted of one virtqueue.
 *
 * @param queue which one
 * @param generation another one if this is another virtqueue at the same place, or the counters began anew
 * @param counters packets are descriptor chains that were taken off the ring, where each of them is one; each counter is
 *     absent where this kernel does not let us count it
 * @param delay from the first kick or wake-up that was not served yet to the handler's begin
 */
public record VhostCounts(VhostQueue queue, long generation, VirtqueueCounters counters, Optional<Histogram> delay) {}
