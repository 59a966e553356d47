package io.sidecore.guests.flow;

import io.sidecore.guests.driver.RxFrame;
import io.sidecore.vhostuser.sys.RawMemory;

/**
 * What load guests write into a frame: an Ethernet header of EtherType 0x88B5 (IEEE 802, local experiments), then from
 * byte 14 on kind, phase, flow number, length, sequence number and time; the sequence number once more at the very end,
 * so that a copy that stops short is noticed. Written and read on one machine, in its own byte order.
 */
public final class FrameHeader {

    public static final int DATA = 1;
    public static final int ACK = 2;
    public static final int REQUEST = 3;
    public static final int RESPONSE = 4;

    /** Sent once to all, so that the switch learns where a guest is. */
    public static final int HELLO = 5;

    public static final long BROADCAST = 0xffff_ffff_ffffL;

    private static final int FLOW_AT = 16;
    private static final int LENGTH_AT = 20;
    private static final int SEQUENCE_AT = 24;
    private static final int TIME_AT = 32;
    private static final int BYTES = 40;

    /** 88 B5 as it lies in memory, in the second 8 bytes. */
    private static final long ETHER_TYPE = 0xb588L << 32;

    private static final long ETHER_TYPE_MASK = 0xffffL << 32;

    private FrameHeader() {}

    /**
     * A locally administered address, with its first byte lowest.
     *
     * @param guest in [0,65535]
     */
    public static long macAddress(int guest) {
        return 0x02 | 'S' << 8 | 'C' << 16 | (long) (guest >>> 8 & 0xff) << 32 | (long) (guest & 0xff) << 40;
    }

    /** Writes where the frame goes, and what it is. */
    static void address(long at, long to, long from, int kind, int phase) {
        RawMemory.putLong(at, to | from << 48);
        RawMemory.putLong(at + 8, from >>> 16 | ETHER_TYPE | (long) kind << 48 | (long) phase << 56);
    }

    /** Writes what it carries. */
    static void fill(long at, int flow, int bytes, long sequence, long timeNanos) {
        RawMemory.putInt(at + FLOW_AT, flow);
        RawMemory.putInt(at + LENGTH_AT, bytes);
        RawMemory.putLong(at + SEQUENCE_AT, sequence);
        RawMemory.putLong(at + TIME_AT, timeNanos);
        RawMemory.putLong(at + bytes - 8, sequence);
    }

    /** Whether a frame was written by a load guest, to that address, and came whole. */
    public static boolean isFor(long macAddress, RxFrame frame) {
        long at = frame.start();
        return frame.startBytes() >= BYTES
                && (RawMemory.getLong(at) & BROADCAST) == macAddress
                && (RawMemory.getLong(at + 8) & ETHER_TYPE_MASK) == ETHER_TYPE
                && RawMemory.getInt(at + LENGTH_AT) == frame.bytes()
                && (!frame.hasLastWord() || frame.lastWord() == sequence(at));
    }

    public static int kind(long at) {
        return RawMemory.getByte(at + 14);
    }

    public static int phase(long at) {
        return RawMemory.getByte(at + 15);
    }

    public static int flow(long at) {
        return RawMemory.getInt(at + FLOW_AT);
    }

    public static long sequence(long at) {
        return RawMemory.getLong(at + SEQUENCE_AT);
    }

    public static long timeNanos(long at) {
        return RawMemory.getLong(at + TIME_AT);
    }
}
