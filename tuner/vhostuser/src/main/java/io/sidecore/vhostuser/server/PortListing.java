package io.sidecore.vhostuser.server;

/**
 * A port as it stands.
 *
 * @param spec how it was asked for
 * @param counts what was counted there
 * @param uncountedDrops frames for its guest that were dropped while nobody served it
 */
public record PortListing(PortSpec spec, PortCounts counts, long uncountedDrops) {}
