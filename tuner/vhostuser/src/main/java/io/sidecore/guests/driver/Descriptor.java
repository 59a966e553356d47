package io.sidecore.guests.driver;

import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.sys.RawMemory;

/**
 * One descriptor, while rings are set up; the data path changes lengths in place.
 *
 * @param guestPhysical of the buffer or table
 * @param bytes of it
 * @param flags of {@link SplitLayout}
 * @param next the index of the next in the chain; counts only with the flag NEXT
 */
record Descriptor(long guestPhysical, int bytes, int flags, int next) {

    void write(long address) {
        RawMemory.putLong(address, guestPhysical);
        RawMemory.putInt(address + SplitLayout.DESCRIPTOR_LENGTH, bytes);
        RawMemory.putShort(address + SplitLayout.DESCRIPTOR_FLAGS, flags);
        RawMemory.putShort(address + SplitLayout.DESCRIPTOR_NEXT, next);
    }
}
