package io.sidecore.vhostuser.server;

/**
 * A port as it stands.
 *
 * @param name of the port
 * @param type what is there: {@code switch}, {@code echo}, {@code null}, {@code blk}, {@code tap} or {@code packet}
 * @param place the socket where its frontend connects, or the network interface behind it
 * @param counts what was counted there
 * @param uncountedDrops frames for its guest that were dropped while nobody served it
 */
public record PortListing(String name, String type, String place, PortCounts counts, long uncountedDrops) {

    /** Whether behind it is a network interface, and no guest. */
    public boolean isUplink() {
        return type.equals("tap") || type.equals("packet");
    }

    /** Whether it is a disk. */
    public boolean isDisk() {
        return type.equals("blk");
    }
}
