package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.sys.RawMemory;

/**
 * Which of a guest's receive queues gets a flow: that of the pair on which the guest transmitted the flow last, so that
 * both directions are handled by one vCPU (virtio 1.2, section 5.1.6.5.6, "automatic receive steering"). A flow that the
 * guest has not answered yet is spread by its hash. Written and read without a lock: a flow that is steered to another
 * queue for a moment does no harm but to its order, as on a NIC whose table changes.
 */
final class Steering {

    private static final int FLOWS = 1024;
    private static final int IPV4 = 0x0008;
    private static final int IPV6 = 0xdd86;
    private static final int IP_AT = Frame.ETHERNET_HEADER_BYTES;
    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int TCP = 6;
    private static final int UDP = 17;

    /** More fragments follow, or an offset: 0x3fff, first byte lowest. */
    private static final int FRAGMENT = 0xff3f;

    private static final int NONE = 0;

    /** The pair plus one. */
    private final byte[] pairs = new byte[FLOWS];

    /** The pair that gets a frame. */
    int pairFor(Frame frame, int count) {
        int hash = hash(frame);
        int known = pairs[hash & (FLOWS - 1)];
        return known == NONE || known > count ? Integer.remainderUnsigned(hash, count) : known - 1;
    }

    /** The guest has transmitted a frame on a pair. */
    void learn(Frame frame, int pair) {
        int at = hash(frame) & (FLOWS - 1);
        byte value = (byte) (pair + 1);
        if (pairs[at] != value) {
            pairs[at] = value;
        }
    }

    /**
     * The same for both directions of a flow: addresses and ports are added up. Fragments of IP packets go by their
     * addresses only, since all but the first have no ports. Headers that the sender has put into several pieces do not
     * count.
     */
    static int hash(Frame frame) {
        long mixed = frame.source() + frame.destination();
        long at = frame.headAddress();
        if (frame.type() == IPV4 && frame.headBytes() >= IP_AT + IPV4_HEADER_BYTES) {
            mixed += Integer.toUnsignedLong(RawMemory.getInt(at + 26))
                    + Integer.toUnsignedLong(RawMemory.getInt(at + 30));
            boolean fragment = (RawMemory.getShort(at + 20) & FRAGMENT) != 0;
            int portsAt = IP_AT + 4 * (RawMemory.getByte(at + IP_AT) & 15);
            mixed += fragment ? 0 : ports(frame, portsAt, RawMemory.getByte(at + 23));
        } else if (frame.type() == IPV6 && frame.headBytes() >= IP_AT + IPV6_HEADER_BYTES) {
            mixed += RawMemory.getLong(at + 22) + RawMemory.getLong(at + 30); // the source
            mixed += RawMemory.getLong(at + 38) + RawMemory.getLong(at + 46); // the destination
            mixed += ports(frame, IP_AT + IPV6_HEADER_BYTES, RawMemory.getByte(at + 20));
        }
        mixed *= 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32);
    }

    private static long ports(Frame frame, int offset, int protocol) {
        boolean hasPorts = (protocol == TCP || protocol == UDP) && offset + 4 <= frame.headBytes();
        long at = frame.headAddress() + offset;
        return hasPorts ? RawMemory.getShort(at) + RawMemory.getShort(at + 2) : 0;
    }
}
