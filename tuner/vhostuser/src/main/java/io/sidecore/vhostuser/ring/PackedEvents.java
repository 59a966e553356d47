package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.sys.RawMemory;

/**
 * When each side of a packed ring wants to be notified: event suppression structures of virtio 1.2, section 2.8.10. The
 * driver's is read, the device's is written.
 */
final class PackedEvents {

    private final long driverEvent;
    private final long deviceEvent;
    private final int size;
    private final boolean eventIdx;

    /** @param eventIdx whether a side may ask for a notification at a position */
    PackedEvents(RingPlace place, boolean eventIdx) {
        this.driverEvent = place.driver();
        this.deviceEvent = place.device();
        this.size = place.size();
        this.eventIdx = eventIdx;
    }

    /**
     * Whether the driver wants to be called, as DPDK's vhost_vring_call_packed and Linux' virtqueue_kick_prepare_packed have
     * it, from the other side.
     *
     * @param at up to where chains are given back, and the wrap counter there
     * @param toldAt how far it was told before, likewise
     */
    boolean wantsCall(int at, boolean wrap, int toldAt, boolean toldWrap) {
        int wish = RawMemory.getInt(driverEvent);
        int flags = wish >>> 16 & PackedLayout.EVENT_FLAGS_MASK;
        if (flags != PackedLayout.EVENT_AT_POSITION || !eventIdx) {
            return flags != PackedLayout.EVENT_DISABLE;
        }
        int event = wish & (PackedLayout.WRAP - 1);
        boolean sameLap = ((wish & PackedLayout.WRAP) != 0) == wrap;
        int older = wrap == toldWrap ? toldAt : toldAt - size;
        return SplitLayout.passes(sameLap ? event : event - size, at, older);
    }

    /** Asks for a kick when a chain is made available at that place. */
    void askForKick(int place) {
        if (eventIdx) {
            RawMemory.putShort(deviceEvent + PackedLayout.EVENT_POSITION, place);
            RawMemory.putShortRelease(deviceEvent + PackedLayout.EVENT_FLAGS, PackedLayout.EVENT_AT_POSITION);
        } else {
            RawMemory.putShort(deviceEvent + PackedLayout.EVENT_FLAGS, PackedLayout.EVENT_ENABLE);
        }
        RawMemory.fullFence();
    }

    void askForNone() {
        RawMemory.putShort(deviceEvent + PackedLayout.EVENT_FLAGS, PackedLayout.EVENT_DISABLE);
    }
}
