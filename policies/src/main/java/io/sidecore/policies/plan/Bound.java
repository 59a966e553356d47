package io.sidecore.policies.plan;

/**
 * A load that the busiest worker has under every assignment that holds the rules.
 *
 * @param load as a share of a worker's capacity
 * @param why what it follows from
 */
public record Bound(double load, String why) {}
