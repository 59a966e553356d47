package io.sidecore.vhostuser.ring;

/**
 * Where the parts of a ring are, in addresses of ours; whoever makes it has checked that they lie in the guest's memory.
 *
 * @param size how many descriptors; a power of two for a split ring
 * @param descriptors the descriptor table, or the packed ring itself
 * @param driver what the driver writes: the available ring, or its event suppression
 * @param device what the device writes: the used ring, or its event suppression
 * @param usedLogAddress where in the dirty log the device's writes to the used ring are noted, as a guest's address;
 *     {@link #NOT_LOGGED} for nowhere
 */
public record RingPlace(int size, long descriptors, long driver, long device, long usedLogAddress) {

    public static final long NOT_LOGGED = -1;
}
