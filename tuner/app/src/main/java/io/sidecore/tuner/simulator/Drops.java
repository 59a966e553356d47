package io.sidecore.tuner.simulator;

/**
 * Frames that were dropped because a queue was full, by which queue. Only of loads that send at their own rate: where there
 * is a window, its sender waits.
 *
 * @param out before the link, from the host: more than the line takes
 * @param in before the link, to the host: likewise, where the host does not see it
 * @param guests in the host, for guests: more than a worker or a guest takes
 */
public record Drops(long out, long in, long guests) {}
