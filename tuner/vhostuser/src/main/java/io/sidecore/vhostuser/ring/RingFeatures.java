package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.protocol.Features;

/**
 * The negotiated features that concern rings and frames.
 *
 * @param acknowledged the feature bits that the frontend acknowledged
 */
public record RingFeatures(long acknowledged) {

    /** Before virtio 1.0, num_buffers is there only if it can be more than 1 (virtio 1.2, section 5.1.6.1). */
    private static final int LEGACY_NET_HEADER_BYTES = 10;

    /** In struct virtio_net_hdr: the flag that a checksum is left to be done, and types of segments. */
    private static final long NEEDS_CSUM = 1;

    private static final int GSO_TCPV4 = 1;
    private static final int GSO_ECN = 0x80;

    private boolean has(long feature) {
        return (acknowledged & feature) == feature;
    }

    /** Each side says after which index it wants to be notified. */
    public boolean eventIdx() {
        return has(Features.EVENT_IDX);
    }

    /** Descriptors may point to tables. */
    public boolean indirect() {
        return has(Features.INDIRECT_DESC);
    }

    /** The device gives buffers back in the order in which it gets them. */
    boolean inOrder() {
        return has(Features.IN_ORDER);
    }

    /** Rings have the packed layout. */
    public boolean packed() {
        return has(Features.RING_PACKED);
    }

    /** A received frame may be spread over several chains. */
    public boolean mergeable() {
        return has(Features.MRG_RXBUF);
    }

    /** Length of the header before each frame. */
    public int netHeaderBytes() {
        return (acknowledged & (Features.MRG_RXBUF | Features.VERSION_1)) != 0
                ? Features.NET_HEADER_BYTES
                : LEGACY_NET_HEADER_BYTES;
    }

    /** Whether the guest may send frames with something left to be done. */
    public boolean leavesWork() {
        return has(Features.CSUM);
    }

    /**
     * Whether the guest takes a frame with this left to be done.
     *
     * @param netHeader the first 8 bytes of struct virtio_net_hdr, little-endian
     */
    public boolean takes(long netHeader) {
        int gso = (int) (netHeader >>> 8) & 0xff;
        long needed = (netHeader & NEEDS_CSUM) != 0 ? Features.GUEST_CSUM : 0;
        if (gso != 0) {
            needed |= (gso & ~GSO_ECN) == GSO_TCPV4 ? Features.GUEST_TSO4 : Features.GUEST_TSO6;
            needed |= (gso & GSO_ECN) != 0 ? Features.GUEST_ECN : 0;
        }
        return has(needed);
    }
}
