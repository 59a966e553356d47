package io.sidecore.collector.signal;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the oldest frame of a virtqueue waited until its worker turned to it: the time since the worker last looked
 * (or woke), and, for a worker that sleeps, its wait for a CPU after the kick. An upper bound of what a guest feels,
 * and comparable between polling and sleeping workers.
 *
 * @param mean over all visits that found work, run-queue delay included
 * @param p99 the same of the worst visit in a hundred: told by histograms of powers of two, so within a factor of two at
 *     worst, and rather too long than too short; absent if nothing was visited
 */
public record QueueDelay(Duration mean, Optional<Duration> p99) {}
