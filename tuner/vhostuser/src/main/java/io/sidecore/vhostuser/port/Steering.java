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

    /** The same for both directions of a flow: addresses and ports are added up. */
    static int hash(Frame frame) {
        long mixed = frame.source() + frame.destination();
        long at = frame.address();
        if (at != 0) {
            if (frame.type() == IPV4 && frame.bytes() >= 38) {
                mixed += Integer.toUnsignedLong(RawMemory.getInt(at + 26))
                        + Integer.toUnsignedLong(RawMemory.getInt(at + 30));
                mixed += ports(frame, at, 14 + 4 * (RawMemory.getByte(at + 14) & 15), RawMemory.getByte(at + 23));
            } else if (frame.type() == IPV6 && frame.bytes() >= 58) {
                mixed += RawMemory.getLong(at + 30) + RawMemory.getLong(at + 46);
                mixed += ports(frame, at, 54, RawMemory.getByte(at + 20));
            }
        }
        mixed *= 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32);
    }

    private static long ports(Frame frame, long at, int offset, int protocol) {
        boolean hasPorts = (protocol == 6 || protocol == 17) && offset + 4 <= frame.bytes();
        return hasPorts ? RawMemory.getShort(at + offset) + RawMemory.getShort(at + offset + 2) : 0;
    }
}
