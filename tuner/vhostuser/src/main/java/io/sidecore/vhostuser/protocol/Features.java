package io.sidecore.vhostuser.protocol;

/** Feature bits, as masks: virtio's own, those of a net device and of a disk, and those of the vhost-user protocol. */
public final class Features {

    /** The driver may leave checksums to the device; and takes frames whose checksum is left to it. */
    public static final long CSUM = 1;

    public static final long GUEST_CSUM = 1L << 1;

    /** The device may say the MTU. */
    public static final long MTU = 1L << 3;

    /** The driver takes TCP segments larger than the MTU, of IPv4 and IPv6, and with congestion marks. */
    public static final long GUEST_TSO4 = 1L << 7;

    public static final long GUEST_TSO6 = 1L << 8;
    public static final long GUEST_ECN = 1L << 9;

    /** The driver may send such segments. */
    public static final long HOST_TSO4 = 1L << 11;

    public static final long HOST_TSO6 = 1L << 12;
    public static final long HOST_ECN = 1L << 13;

    /** Rx frames may be spread over several chains of buffers. */
    public static final long MRG_RXBUF = 1L << 15;

    /** The device has a status, a control queue (which the frontend serves itself), and several queue pairs. */
    public static final long STATUS = 1L << 16;

    public static final long CTRL_VQ = 1L << 17;
    public static final long CTRL_RX = 1L << 18;
    public static final long GUEST_ANNOUNCE = 1L << 21;
    public static final long MQ = 1L << 22;

    /** A disk: how many pieces a request has, that it cannot be written, its block size. */
    public static final long BLK_SEG_MAX = 1L << 2;

    public static final long BLK_RO = 1L << 5;
    public static final long BLK_SIZE = 1L << 6;

    /** What was written is only sure to stay after a flush. */
    public static final long BLK_FLUSH = 1L << 9;

    /** A disk says of which size and alignment requests are best; whether flushes are needed may be changed. */
    public static final long BLK_TOPOLOGY = 1L << 10;

    public static final long BLK_CONFIG_WCE = 1L << 11;

    /** A disk has several queues; and can forget and clear ranges. */
    public static final long BLK_MQ = 1L << 12;

    public static final long BLK_DISCARD = 1L << 13;
    public static final long BLK_WRITE_ZEROES = 1L << 14;

    /** vhost: note the pages that are written. */
    public static final long LOG_ALL = 1L << 26;

    /** Any layout of descriptors; implied by {@link #VERSION_1}. */
    public static final long ANY_LAYOUT = 1L << 27;

    /** A descriptor may point to a table of descriptors. */
    public static final long INDIRECT_DESC = 1L << 28;

    /** Each side says after which index it wants to be notified. */
    public static final long EVENT_IDX = 1L << 29;

    /** The connection has protocol features to negotiate. */
    public static final long PROTOCOL_FEATURES = 1L << 30;

    /** virtio 1.0: little-endian, and a net header of 12 bytes whatever else. */
    public static final long VERSION_1 = 1L << 32;

    /** The ring has the packed layout. */
    public static final long RING_PACKED = 1L << 34;

    /** Buffers are used in the order in which they were made available. */
    public static final long IN_ORDER = 1L << 35;

    /** Protocol feature: several queue pairs (asked for with GET_QUEUE_NUM). */
    public static final long PROTOCOL_MQ = 1;

    /** Protocol feature: a migration's dirty log comes as a file. */
    public static final long PROTOCOL_LOG_SHMFD = 1L << 1;

    /** Protocol feature: the frontend asks us to announce a guest that has migrated. */
    public static final long PROTOCOL_RARP = 1L << 2;

    /** Protocol feature: the frontend may ask for an answer to any request. */
    public static final long PROTOCOL_REPLY_ACK = 1L << 3;

    /** Protocol feature: the frontend says the MTU. */
    public static final long PROTOCOL_NET_MTU = 1L << 4;

    /** Protocol feature: the device has a configuration space. */
    public static final long PROTOCOL_CONFIG = 1L << 9;

    /** Protocol feature: what is in flight is noted in a file that the frontend keeps. */
    public static final long PROTOCOL_INFLIGHT_SHMFD = 1L << 12;

    /** Protocol feature: the frontend may reset the device. */
    public static final long PROTOCOL_RESET_DEVICE = 1L << 13;

    /** Protocol feature: memory is shared and taken back region by region. */
    public static final long PROTOCOL_CONFIGURE_MEM_SLOTS = 1L << 15;

    /** Protocol feature: the frontend passes on the virtio device status. */
    public static final long PROTOCOL_STATUS = 1L << 16;

    /** struct virtio_net_hdr_v1. */
    public static final int NET_HEADER_BYTES = 12;

    /** Where the header says over how many chains a received frame is spread. */
    public static final int NET_HEADER_NUM_BUFFERS = 10;

    private Features() {}
}
