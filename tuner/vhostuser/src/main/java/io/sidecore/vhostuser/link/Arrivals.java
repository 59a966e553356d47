package io.sidecore.vhostuser.link;

import io.sidecore.vhostuser.sys.RawMemory;

/**
 * What recvmmsg fills in for a packet socket: an array of struct mmsghdr, and for each frame where it goes, the address
 * that tells whether it came in or went out, and the VLAN tag, which the kernel has taken out of the frame.
 */
final class Arrivals implements AutoCloseable {

    private static final int MESSAGE_BYTES = 64;
    private static final int NAME = 0;
    private static final int NAME_BYTES = 8;
    private static final int IOVEC = 16;
    private static final int IOVECS = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_BYTES = 40;
    private static final int FLAGS = 48;
    private static final int LENGTH = 56;

    private static final int IOVEC_BYTES = 16;
    private static final int ADDRESS_BYTES = 24;
    private static final int ROOM_FOR_CONTROL = 64;
    private static final int MSG_TRUNC = 0x20;

    /** In struct sockaddr_ll. */
    private static final int PACKET_TYPE = 10;

    private static final int OUTGOING = 4;

    /** struct cmsghdr with struct tpacket_auxdata: which it is, and offsets. */
    private static final long AUXDATA_OF_PACKET = 8L << 32 | 263;

    private static final int CMSG_WHICH = 8;
    private static final int CMSG_STATUS = 16;
    private static final int CMSG_TCI = 32;
    private static final int CMSG_TPID = 34;
    private static final int VLAN_VALID = 1 << 4;
    private static final int TPID_VALID = 1 << 6;

    private static final int MACS_BYTES = 12;
    private static final int TAG_BYTES = 4;
    private static final int VLAN = 0x8100;

    private final int headerBytes;
    private final boolean seesOwn;
    private final long messages =
            RawMemory.allocate((long) Inbox.MAX * (MESSAGE_BYTES + IOVEC_BYTES + ADDRESS_BYTES + ROOM_FOR_CONTROL));
    private int used = Inbox.MAX;

    /**
     * @param headerBytes length of the net header before each frame, or 0
     * @param seesOwn whether frames that go out there are seen too, and have to be left out
     */
    Arrivals(int headerBytes, boolean seesOwn) {
        this.headerBytes = headerBytes;
        this.seesOwn = seesOwn;
    }

    long messages() {
        return messages;
    }

    private long message(int i) {
        return messages + (long) i * MESSAGE_BYTES;
    }

    /** Makes those ready again that were filled in. */
    void prepare(Inbox to) {
        long iovecs = messages + (long) Inbox.MAX * MESSAGE_BYTES;
        long addresses = iovecs + (long) Inbox.MAX * IOVEC_BYTES;
        long controls = addresses + (long) Inbox.MAX * ADDRESS_BYTES;
        for (int i = 0; i < used; i++) {
            long message = message(i);
            long iovec = iovecs + (long) i * IOVEC_BYTES;
            RawMemory.putLong(iovec, to.place(i) - headerBytes);
            RawMemory.putLong(iovec + 8, (long) headerBytes + Inbox.ROOM_BYTES);
            RawMemory.putLong(message + IOVEC, iovec);
            RawMemory.putLong(message + IOVECS, 1);
            RawMemory.putLong(message + NAME, seesOwn ? addresses + (long) i * ADDRESS_BYTES : 0);
            RawMemory.putInt(message + NAME_BYTES, seesOwn ? ADDRESS_BYTES : 0);
            RawMemory.putLong(message + CONTROL, controls + (long) i * ROOM_FOR_CONTROL);
            RawMemory.putLong(message + CONTROL_BYTES, ROOM_FOR_CONTROL);
        }
        used = 0;
    }

    /** Hands on the first ones, which were filled in. */
    void take(Inbox to, int count) {
        used = count;
        for (int i = 0; i < count; i++) {
            long message = message(i);
            if (!seesOwn || RawMemory.getByte(RawMemory.getLong(message + NAME) + PACKET_TYPE) != OUTGOING) {
                take(to, message, to.place(i));
            }
        }
    }

    private void take(Inbox to, long message, long frame) {
        boolean whole = (RawMemory.getInt(message + FLAGS) & MSG_TRUNC) == 0;
        int bytes = whole ? RawMemory.getInt(message + LENGTH) - headerBytes : 0;
        long offload = headerBytes == 0 ? 0 : RawMemory.getLong(frame - headerBytes);
        int checksumOffset = headerBytes == 0 ? 0 : RawMemory.getShort(frame - headerBytes + 8);
        long control = RawMemory.getLong(message + CONTROL);
        boolean told = RawMemory.getLong(message + CONTROL_BYTES) > CMSG_TPID
                && RawMemory.getLong(control + CMSG_WHICH) == AUXDATA_OF_PACKET;
        int status = told ? RawMemory.getInt(control + CMSG_STATUS) : 0;
        if ((status & VLAN_VALID) == 0 || bytes < MACS_BYTES) {
            to.add(frame, bytes, offload, checksumOffset);
            return;
        }
        putTagBack(frame, control, status);
        to.add(frame - TAG_BYTES, bytes + TAG_BYTES, shifted(offload), checksumOffset);
    }

    /** Over the net header, which was read. */
    private static void putTagBack(long frame, long control, int status) {
        int tpid = (status & TPID_VALID) != 0 ? RawMemory.getShort(control + CMSG_TPID) : VLAN;
        RawMemory.putLong(frame - TAG_BYTES, RawMemory.getLong(frame));
        RawMemory.putInt(frame - TAG_BYTES + 8, RawMemory.getInt(frame + 8));
        RawMemory.putShort(frame - TAG_BYTES + MACS_BYTES, Short.reverseBytes((short) tpid));
        int tci = RawMemory.getShort(control + CMSG_TCI);
        RawMemory.putShort(frame - TAG_BYTES + MACS_BYTES + 2, Short.reverseBytes((short) tci));
    }

    /** Where headers end, and where the checksum begins to count, is behind the tag now. */
    private static long shifted(long offload) {
        if (offload == 0) {
            return 0;
        }
        long header = ((offload >>> 16) & 0xffff) + TAG_BYTES;
        long start = (offload >>> 48) + TAG_BYTES;
        return (offload & 0x0000_ffff_0000_ffffL) | (start & 0xffff) << 48 | (header & 0xffff) << 16;
    }

    @Override
    public void close() {
        RawMemory.free(messages);
    }
}
