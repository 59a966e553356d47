package io.sidecore.vhostuser.worker;

/**
 * A guest that is there.
 *
 * @param number which introduction it was; another if the guest goes and comes back, or something else becomes known of it
 */
public record Introduced(long number, Origin origin) {}
