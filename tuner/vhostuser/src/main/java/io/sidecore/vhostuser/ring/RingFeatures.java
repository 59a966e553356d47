package io.sidecore.vhostuser.ring;

import io.sidecore.vhostuser.protocol.Features;

/**
 * The negotiated features that concern a ring.
 *
 * @param eventIdx each side says after which index it wants to be notified
 * @param indirect descriptors may point to tables
 * @param mergeable a received frame may be spread over several chains
 * @param netHeaderBytes length of the header before each frame
 */
public record RingFeatures(boolean eventIdx, boolean indirect, boolean mergeable, int netHeaderBytes) {

    /** Before virtio 1.0, num_buffers is there only if it can be more than 1 (virtio 1.2, section 5.1.6.1). */
    private static final int LEGACY_NET_HEADER_BYTES = 10;

    /** Picks them out of the feature bits that the frontend acknowledged. */
    public static RingFeatures of(long features) {
        return new RingFeatures(
                (features & Features.EVENT_IDX) != 0,
                (features & Features.INDIRECT_DESC) != 0,
                (features & Features.MRG_RXBUF) != 0,
                (features & (Features.MRG_RXBUF | Features.VERSION_1)) != 0
                        ? Features.NET_HEADER_BYTES
                        : LEGACY_NET_HEADER_BYTES);
    }
}
