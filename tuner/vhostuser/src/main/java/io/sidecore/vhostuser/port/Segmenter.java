package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.sys.RawMemory;

/**
 * Does in software what a sender left to be done: fills in a checksum, and cuts a TCP segment of up to 64 KiB into ones
 * that fit the receiver's MTU (virtio 1.2, section 5.1.6.2; what a kernel calls GSO).
 */
final class Segmenter {

    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV6_HEADER_BYTES = 40;
    private static final int TCP_HEADER_BYTES = 20;
    private static final int TCP = 6;

    /** No receiver has room for more at once. It bounds what one frame costs, whose sender names any segment size. */
    static final int MAX_SEGMENTS = Staging.ENTRIES;

    /** Offsets in a TCP header, and flags in its 14th byte. */
    private static final int TCP_SEQUENCE = 4;

    private static final int TCP_OFFSET = 12;
    private static final int TCP_FLAGS = 13;
    private static final int TCP_CHECKSUM = 16;
    private static final int FIN_PSH = 0x09;
    private static final int CWR = 0x80;

    private final Frame segment = new Frame();
    private Frame source = segment;
    private long to;

    private boolean cuts;
    private boolean ipv6;
    private int ipAt;
    private int tcpAt;
    private int payloadAt;
    private int segmentBytes;

    /** How much of the payload is cut off, and the number of the next segment. */
    private int done;

    private int number;

    /**
     * Begins with a frame in one piece, out of the guest's reach.
     *
     * @param area where segments are made
     * @return false if the frame is not what its header says
     */
    boolean begin(Frame frame, long area) {
        source = frame;
        to = area;
        done = 0;
        number = 0;
        long offload = frame.offload();
        cuts = Offload.gsoType(offload) != 0;
        return Offload.isValid(offload, frame.checksumOffset(), frame.bytes()) && (!cuts || parse(offload));
    }

    private boolean parse(long offload) {
        ipAt = Frame.ETHERNET_HEADER_BYTES + (source.isTagged() ? 4 : 0);
        tcpAt = Offload.checksumStart(offload);
        ipv6 = (Offload.gsoType(offload) & ~Offload.GSO_ECN) == Offload.GSO_TCPV6;
        segmentBytes = Offload.segmentBytes(offload);
        int least = ipAt + (ipv6 ? IPV6_HEADER_BYTES : IPV4_HEADER_BYTES);
        if (tcpAt < least || tcpAt + TCP_HEADER_BYTES > source.bytes() || source.checksumOffset() != TCP_CHECKSUM) {
            return false;
        }
        long ip = source.address() + ipAt;
        int version = (RawMemory.getByte(ip) & 0xf0) >> 4;
        boolean fits = ipv6
                ? version == 6
                : version == 4 && tcpAt == ipAt + 4 * (RawMemory.getByte(ip) & 15) && RawMemory.getByte(ip + 9) == TCP;
        payloadAt = tcpAt + ((RawMemory.getByte(source.address() + tcpAt + TCP_OFFSET) & 0xf0) >> 2);
        int payload = source.bytes() - payloadAt;
        return fits
                && payloadAt >= tcpAt + TCP_HEADER_BYTES
                && payload > 0
                && payload <= (long) MAX_SEGMENTS * segmentBytes;
    }

    /** Makes the next segment; false if there is no other. */
    boolean next() {
        if (!cuts) {
            return number++ == 0 && fillIn();
        }
        int left = source.bytes() - payloadAt - done;
        if (left <= 0) {
            return false;
        }
        cut(Math.min(left, segmentBytes), left <= segmentBytes);
        return true;
    }

    Frame segment() {
        return segment;
    }

    private boolean fillIn() {
        RawMemory.copy(source.address(), to, source.bytes());
        int start = Offload.checksumStart(source.offload());
        long sum = Checksum.add(0, to + start, source.bytes() - start); // with the pseudo header's, which is there
        put(start + source.checksumOffset(), Checksum.finish(sum));
        finish(source.bytes());
        return true;
    }

    private void cut(int bytes, boolean isLast) {
        RawMemory.copy(source.address(), to, payloadAt);
        RawMemory.copy(source.address() + payloadAt + done, to + payloadAt, bytes);
        int length = payloadAt + bytes;
        long tcp = to + tcpAt;
        int sequence = Integer.reverseBytes(RawMemory.getInt(tcp + TCP_SEQUENCE)) + done;
        RawMemory.putInt(tcp + TCP_SEQUENCE, Integer.reverseBytes(sequence));
        int flags = RawMemory.getByte(tcp + TCP_FLAGS);
        flags &= isLast ? -1 : ~FIN_PSH;
        flags &= number == 0 ? -1 : ~CWR;
        RawMemory.putByte(tcp + TCP_FLAGS, (byte) flags);
        writeIpHeader(length);
        put(tcpAt + TCP_CHECKSUM, 0);
        put(tcpAt + TCP_CHECKSUM, Checksum.finish(Checksum.add(pseudoHeader(length - tcpAt), tcp, length - tcpAt)));
        finish(length);
        done += bytes;
        number++;
    }

    private void writeIpHeader(int length) {
        if (ipv6) {
            put(ipAt + 4, length - ipAt - IPV6_HEADER_BYTES);
            return;
        }
        put(ipAt + 2, length - ipAt);
        put(ipAt + 4, Short.toUnsignedInt(Short.reverseBytes((short) RawMemory.getShort(to + ipAt + 4))) + number);
        put(ipAt + 10, 0);
        put(ipAt + 10, Checksum.finish(Checksum.add(0, to + ipAt, tcpAt - ipAt)));
    }

    private long pseudoHeader(int tcpBytes) {
        long addresses = ipv6 ? Checksum.add(0, to + ipAt + 8, 32) : Checksum.add(0, to + ipAt + 12, 8);
        return addresses + TCP + tcpBytes;
    }

    private void put(int at, int value) {
        RawMemory.putShort(to + at, Short.reverseBytes((short) value));
    }

    private void finish(int bytes) {
        segment.setWhole(to, bytes);
        segment.setOffload(0, 0);
    }
}
