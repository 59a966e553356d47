package io.sidecore.collector.host;

import io.sidecore.collector.sample.Histogram;
import java.util.Optional;

/**
 * One virtqueue, as counted.
 *
 * @param queue its name in the inventory
 * @param generation differs from an older sample's if this is another queue of the same name, or its counters began anew
 * @param counters all that are counted
 * @param delay time from the first kick that was not served yet until the worker turned to the queue; monotonic as well
 */
public record VirtqueueSample(String queue, long generation, VirtqueueCounters counters, Optional<Histogram> delay) {}
