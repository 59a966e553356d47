package io.sidecore.vhostuser.protocol;

/** Feature bits, as masks: virtio's own, those of a net device, and those of the vhost-user protocol. */
public final class Features {

    /** Rx frames may be spread over several chains of buffers. */
    public static final long MRG_RXBUF = 1L << 15;

    /** A descriptor may point to a table of descriptors. */
    public static final long INDIRECT_DESC = 1L << 28;

    /** Each side says after which index it wants to be notified. */
    public static final long EVENT_IDX = 1L << 29;

    /** The connection has protocol features to negotiate. */
    public static final long PROTOCOL_FEATURES = 1L << 30;

    /** virtio 1.0: little-endian, and a net header of 12 bytes whatever else. */
    public static final long VERSION_1 = 1L << 32;

    /** Buffers are used in the order in which they were made available. */
    public static final long IN_ORDER = 1L << 35;

    /** Protocol feature: several queue pairs (asked for with GET_QUEUE_NUM). */
    public static final long PROTOCOL_MQ = 1;

    /** Protocol feature: the frontend may ask for an answer to any request. */
    public static final long PROTOCOL_REPLY_ACK = 1L << 3;

    /** struct virtio_net_hdr_v1. */
    public static final int NET_HEADER_BYTES = 12;

    /** Where the header says over how many chains a received frame is spread. */
    public static final int NET_HEADER_NUM_BUFFERS = 10;

    private Features() {}
}
