package io.sidecore.vhostuser.rig;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Frames byte by byte, as the standards have them, in network order. */
public final class Frames {

    public static final int MIN_BYTES = 60;

    private Frames() {}

    /** 02:00:00:00:00:NN. */
    public static byte[] mac(int number) {
        return new byte[] {2, 0, 0, 0, 0, (byte) number};
    }

    /** The address of all. */
    public static byte[] broadcast() {
        return new byte[] {-1, -1, -1, -1, -1, -1};
    }

    /** A frame of a type that nobody knows, with a number in it. */
    public static byte[] numbered(byte[] to, byte[] from, int number) {
        return numbered(to, from, number, MIN_BYTES);
    }

    public static byte[] numbered(byte[] to, byte[] from, int number, int bytes) {
        ByteBuffer frame = ByteBuffer.allocate(bytes);
        frame.put(to).put(from).putShort((short) 0x88b5).putInt(number);
        while (frame.remaining() > 0) {
            frame.put((byte) (number + frame.position()));
        }
        return frame.array();
    }

    public static int number(byte[] frame) {
        return ByteBuffer.wrap(frame).getInt(14);
    }

    /** The frame with a tag: three bits of priority, and the VLAN. */
    public static byte[] tagged(byte[] frame, int priority, int vlan) {
        ByteBuffer tagged = ByteBuffer.allocate(frame.length + 4);
        tagged.put(frame, 0, 12).putShort((short) 0x8100).putShort((short) (priority << 13 | vlan));
        return tagged.put(frame, 12, frame.length - 12).array();
    }

    /** Addresses, ports and sizes of a TCP segment. */
    public record Tcp(boolean ipv6, int payload, int flags, int optionBytes) {

        private int ipBytes() {
            return ipv6 ? 40 : 20;
        }

        public int headerBytes() {
            return 14 + ipBytes() + 20 + optionBytes;
        }

        public int tcpAt() {
            return 14 + ipBytes();
        }

        /** The frame, whose TCP checksum is that of the pseudo header, as a sender leaves it that offloads it. */
        public byte[] frame(byte[] to, byte[] from) {
            ByteBuffer frame = ByteBuffer.allocate(headerBytes() + payload);
            frame.put(to).put(from).putShort((short) (ipv6 ? 0x86dd : 0x0800));
            int tcpBytes = 20 + optionBytes + payload;
            byte[] ip = ipv6 ? ipv6(tcpBytes) : ipv4(tcpBytes);
            frame.put(ip);
            frame.putShort((short) 1234)
                    .putShort((short) 5678)
                    .putInt(0xfffffff0)
                    .putInt(77);
            frame.put((byte) (((20 + optionBytes) / 4) << 4)).put((byte) flags).putShort((short) 500);
            frame.putShort((short) InternetChecksum.fold(pseudo(frame.array(), tcpBytes)))
                    .putShort((short) 0);
            for (int i = 0; frame.remaining() > 0; i++) {
                frame.put((byte) (i * 7 + i / 251));
            }
            return frame.array();
        }

        private static byte[] ipv4(int tcpBytes) {
            ByteBuffer ip = ByteBuffer.allocate(20);
            ip.put((byte) 0x45).put((byte) 0).putShort((short) (20 + tcpBytes)).putShort((short) 0xfffe);
            ip.putShort((short) 0x4000).put((byte) 64).put((byte) 6).putShort((short) 0);
            ip.put(new byte[] {10, 0, 0, 1, 10, 0, 0, 2});
            ip.putShort(10, (short) ~InternetChecksum.fold(InternetChecksum.sum(ip.array(), 0, 20)));
            return ip.array();
        }

        private static byte[] ipv6(int tcpBytes) {
            ByteBuffer ip = ByteBuffer.allocate(40);
            ip.putInt(0x60012345).putShort((short) tcpBytes).put((byte) 6).put((byte) 64);
            byte[] source = new byte[16];
            Arrays.fill(source, (byte) 0xfe);
            return ip.put(source).put(new byte[15]).put((byte) 1).array();
        }

        /** Sum of addresses, protocol and length. */
        private long pseudo(byte[] frame, int tcpBytes) {
            long addresses = ipv6 ? InternetChecksum.sum(frame, 22, 32) : InternetChecksum.sum(frame, 26, 8);
            return addresses + 6 + tcpBytes;
        }

        /** Whether the checksums of a finished segment, at an offset for its tag, are right. */
        public boolean isRight(byte[] frame, int tagBytes) {
            int ip = 14 + tagBytes;
            int tcp = tcpAt() + tagBytes;
            int tcpBytes = frame.length - tcp;
            long addresses = ipv6 ? InternetChecksum.sum(frame, ip + 8, 32) : InternetChecksum.sum(frame, ip + 12, 8);
            boolean tcpRight =
                    InternetChecksum.fold(addresses + 6 + tcpBytes + InternetChecksum.sum(frame, tcp, tcpBytes))
                            == 0xffff;
            return tcpRight && (ipv6 || InternetChecksum.fold(InternetChecksum.sum(frame, ip, 20)) == 0xffff);
        }
    }

    /** struct virtio_net_hdr_v1, little-endian. */
    public static byte[] header(int flags, int gsoType, int headerBytes, int segmentBytes, int start, int offset) {
        ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) flags)
                .put((byte) gsoType)
                .putShort((short) headerBytes)
                .putShort((short) segmentBytes);
        header.putShort((short) start).putShort((short) offset);
        byte[] bytes = new byte[12];
        header.get(0, bytes);
        return bytes;
    }
}
