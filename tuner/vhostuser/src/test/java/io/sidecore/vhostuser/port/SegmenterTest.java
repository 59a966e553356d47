package io.sidecore.vhostuser.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.rig.Frames;
import io.sidecore.vhostuser.rig.InternetChecksum;
import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmenterTest {

    private static final int FIN = 1;
    private static final int PSH = 8;
    private static final int ACK = 16;
    private static final int ECE = 64;
    private static final int CWR = 128;
    private static final int FIRST_SEQUENCE = 0xfffffff0;
    private static final int FIRST_ID = 0xfffe;
    private static final int ROOM = 70_000;

    private final long memory = RawMemory.allocate(2 * ROOM);
    private final Frame frame = new Frame();
    private final Segmenter segmenter = new Segmenter();

    @AfterEach
    void free() {
        RawMemory.free(memory);
    }

    private boolean begin(byte[] bytes, byte[] header) {
        ByteBuffer fields = ByteBuffer.wrap(header).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        RawMemory.put(bytes, memory);
        frame.setWhole(memory, bytes.length);
        frame.setOffload(fields.getLong(0), fields.getShort(8));
        return segmenter.begin(frame, memory + ROOM);
    }

    private List<byte[]> segments() {
        List<byte[]> segments = new ArrayList<>();
        while (segmenter.next()) {
            Frame segment = segmenter.segment();
            assertEquals(0, segment.offload());
            byte[] bytes = new byte[segment.bytes()];
            RawMemory.get(segment.address(), bytes);
            segments.add(bytes);
        }
        return segments;
    }

    private static byte[] gso(Frames.Tcp tcp, int segmentBytes, int tagBytes, boolean ecn) {
        int type = (tcp.ipv6() ? Offload.GSO_TCPV6 : Offload.GSO_TCPV4) | (ecn ? Offload.GSO_ECN : 0);
        return Frames.header(1, type, tcp.headerBytes() + tagBytes, segmentBytes, tcp.tcpAt() + tagBytes, 16);
    }

    @ParameterizedTest
    @CsvSource({
        "false, 3000, 1000, 0, false", "true, 3000, 1000, 0, false",
        "false, 3001, 1000, 12, false", "true, 3001, 1001, 12, false",
        "false, 1, 1000, 0, false", "true, 1000, 1000, 40, false",
        "false, 2999, 999, 0, true", "true, 5, 1, 12, true",
        "false, 65000, 1448, 12, false", "true, 64000, 1428, 12, true",
    })
    void cutsATcpSegment(boolean ipv6, int payload, int segmentBytes, int options, boolean tagged) {
        Frames.Tcp tcp = new Frames.Tcp(ipv6, payload, FIN | PSH | ACK | CWR | ECE, options);
        byte[] untagged = tcp.frame(Frames.mac(2), Frames.mac(1));
        byte[] whole = tagged ? Frames.tagged(untagged, 3, 5) : untagged;
        int tag = tagged ? 4 : 0;
        assertTrue(begin(whole, gso(tcp, segmentBytes, tag, true)));
        List<byte[]> segments = segments();
        assertEquals((payload + segmentBytes - 1) / segmentBytes, segments.size());
        int done = 0;
        for (int i = 0; i < segments.size(); i++) {
            byte[] segment = segments.get(i);
            int bytes = Math.min(segmentBytes, payload - done);
            assertArrayEquals(expected(whole, tcp, tag, done, bytes, i), withoutChecksums(segment, tcp, tag), "" + i);
            assertTrue(tcp.isRight(segment, tag), "checksums of segment " + i);
            done += bytes;
        }
    }

    /** The i-th segment with its checksums left out: a header as it was but for what a segment changes, and payload. */
    private static byte[] expected(byte[] whole, Frames.Tcp tcp, int tag, int done, int bytes, int i) {
        int header = tcp.headerBytes() + tag;
        ByteBuffer segment = ByteBuffer.allocate(header + bytes);
        segment.put(whole, 0, header).put(whole, header + done, bytes);
        int ip = 14 + tag;
        int tcpAt = tcp.tcpAt() + tag;
        if (tcp.ipv6()) {
            segment.putShort(ip + 4, (short) (header + bytes - tcpAt));
        } else {
            segment.putShort(ip + 2, (short) (header + bytes - ip)).putShort(ip + 4, (short) (FIRST_ID + i));
        }
        segment.putInt(tcpAt + 4, FIRST_SEQUENCE + done);
        boolean last = header + done + bytes == whole.length;
        segment.put(tcpAt + 13, (byte) (ACK | ECE | (i == 0 ? CWR : 0) | (last ? FIN | PSH : 0)));
        return withoutChecksums(segment.array(), tcp, tag);
    }

    private static byte[] withoutChecksums(byte[] segment, Frames.Tcp tcp, int tag) {
        ByteBuffer bytes = ByteBuffer.wrap(segment.clone()).putShort(tcp.tcpAt() + tag + 16, (short) 0);
        return tcp.ipv6()
                ? bytes.array()
                : bytes.putShort(14 + tag + 10, (short) 0).array();
    }

    /** Any start, any length: the checksum field is what makes the sum from there come out right. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void fillsInAChecksum(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = new byte[random.nextInt(60, 2000)];
            random.nextBytes(bytes);
            int start = random.nextInt(14, bytes.length - 2);
            int offset = random.nextInt(bytes.length - start - 1) & ~1;
            assertTrue(begin(bytes, Frames.header(1, 0, 0, 0, start, offset)));
            List<byte[]> finished = segments();
            assertEquals(1, finished.size());
            ByteBuffer expected = ByteBuffer.wrap(bytes.clone());
            int sum = ~InternetChecksum.fold(InternetChecksum.sum(bytes, start, bytes.length - start)) & 0xffff;
            expected.putShort(start + offset, (short) (sum == 0 ? 0xffff : sum));
            assertArrayEquals(expected.array(), finished.get(0));
        }
    }

    @Test
    void aUdpChecksumIsNeverZero() {
        byte[] bytes = new byte[60];
        bytes[40] = -1;
        bytes[41] = -1;
        assertTrue(begin(bytes, Frames.header(1, 0, 0, 0, 34, 0)));
        assertEquals((short) 0xffff, ByteBuffer.wrap(segments().get(0)).getShort(34));
    }

    /** Offset of a byte of a good frame, the value it gets there. */
    @ParameterizedTest
    @CsvSource({
        "false, 14, 0x65", // not IPv4
        "false, 14, 0x46", // its header ends elsewhere
        "false, 14, 0x40",
        "false, 23, 17", // UDP
        "false, 46, 0x40", // TCP header shorter than it can be
        "false, 46, 0xf0", // options to the end of the frame, and beyond
        "true, 14, 0x45",
        "true, 66, 0x10",
    })
    void refusesHeadersThatAreNotWhatTheySay(boolean ipv6, int at, String value) {
        Frames.Tcp tcp = new Frames.Tcp(ipv6, 40, ACK, 0);
        byte[] bytes = tcp.frame(Frames.mac(2), Frames.mac(1));
        assertTrue(begin(bytes, gso(tcp, 10, 0, false)));
        bytes[at] = (byte) (int) Integer.decode(value);
        assertFalse(begin(bytes, gso(tcp, 10, 0, false)));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 34, 14", // another checksum than TCP's
        "1, 33, 16",
        "1, 0, 16",
        "1, 65535, 16",
        "4, 34, 16",
        "4, 54, 16",
    })
    void refusesAnOffloadThatDoesNotFitTheFrame(int gsoType, int start, int offset) {
        Frames.Tcp tcp = new Frames.Tcp(false, 100, ACK, 0);
        byte[] bytes = tcp.frame(Frames.mac(2), Frames.mac(1));
        assertFalse(begin(bytes, Frames.header(1, gsoType, 54, 10, start, offset)));
    }

    @Test
    void refusesASegmentWithoutPayloadAndOneForTooManyFrames() {
        Frames.Tcp empty = new Frames.Tcp(false, 0, ACK, 0);
        assertFalse(begin(empty.frame(Frames.mac(2), Frames.mac(1)), gso(empty, 10, 0, false)));
        Frames.Tcp most = new Frames.Tcp(false, 2 * Segmenter.MAX_SEGMENTS, ACK, 0);
        assertTrue(begin(most.frame(Frames.mac(2), Frames.mac(1)), gso(most, 2, 0, false)));
        assertEquals(Segmenter.MAX_SEGMENTS, segments().size());
        Frames.Tcp more = new Frames.Tcp(false, 2 * Segmenter.MAX_SEGMENTS + 1, ACK, 0);
        assertFalse(begin(more.frame(Frames.mac(2), Frames.mac(1)), gso(more, 2, 0, false)));
    }

    /** Whatever the bytes are, it ends, and stays in its area. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void anyBytesAreCutOrRefused(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] guard = new byte[2 * ROOM];
        for (int round = 0; round < 2000; round++) {
            boolean ipv6 = random.nextBoolean();
            Frames.Tcp tcp = new Frames.Tcp(ipv6, random.nextInt(200), random.nextInt(256), random.nextInt(11) * 4);
            byte[] bytes = tcp.frame(Frames.mac(2), Frames.mac(1));
            byte[] header = gso(tcp, random.nextInt(1, 50), 0, false);
            for (int i = random.nextInt(4); i > 0; i--) {
                bytes[random.nextInt(12, bytes.length)] = (byte) random.nextInt();
                header[random.nextInt(10)] = (byte) random.nextInt();
            }
            if (begin(bytes, header)) {
                int total = 0;
                for (byte[] segment : segments()) {
                    assertTrue(segment.length <= bytes.length);
                    total++;
                }
                assertTrue(total <= Segmenter.MAX_SEGMENTS);
            }
            byte[] after = new byte[ROOM - 1000];
            RawMemory.get(memory + ROOM + 1000, after);
            assertTrue(Arrays.equals(after, 0, after.length, guard, 0, after.length), "seed " + seed);
        }
    }
}
