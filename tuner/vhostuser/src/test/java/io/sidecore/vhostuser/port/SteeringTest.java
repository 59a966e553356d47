package io.sidecore.vhostuser.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.ring.Segments;
import io.sidecore.vhostuser.ring.TestChains;
import io.sidecore.vhostuser.sys.RawMemory;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SteeringTest {

    private static final int PAIRS = 4;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int DONT_FRAGMENT = 0x4000;

    private final long memory = RawMemory.allocate(4096);
    private final Frame frame = new Frame();
    private final Steering steering = new Steering();

    @AfterEach
    void free() {
        RawMemory.free(memory);
    }

    /** From host a, port p, to host b, port q. */
    private static byte[] ipv4(int a, int p, int b, int q, int protocol, int fragment) {
        ByteBuffer bytes = ByteBuffer.allocate(60);
        bytes.put(new byte[] {2, 0, 0, 0, 0, (byte) b, 2, 0, 0, 0, 0, (byte) a}).putShort((short) 0x0800);
        bytes.put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) 46)
                .putShort((short) 1)
                .putShort((short) fragment);
        bytes.put((byte) 64).put((byte) protocol).putShort((short) 0);
        bytes.putInt(0x0a000000 + a).putInt(0x0a000000 + b).putShort((short) p).putShort((short) q);
        return bytes.array();
    }

    private static byte[] ipv6(int a, int p, int b, int q) {
        ByteBuffer bytes = ByteBuffer.allocate(80);
        bytes.put(new byte[] {2, 0, 0, 0, 0, (byte) b, 2, 0, 0, 0, 0, (byte) a}).putShort((short) 0x86dd);
        bytes.putInt(0x60000000).putShort((short) 26).put((byte) UDP).put((byte) 64);
        bytes.putLong(0xfe80L << 48 | a).putLong(77).putLong(0xfe80L << 48 | b).putLong(77);
        return bytes.putShort((short) p).putShort((short) q).array();
    }

    private Frame frame(byte[] bytes) {
        RawMemory.put(bytes, memory);
        frame.setWhole(memory, bytes.length);
        return frame;
    }

    private int hash(byte[] bytes) {
        return Steering.hash(frame(bytes));
    }

    @ParameterizedTest
    @ValueSource(ints = {TCP, UDP})
    void bothDirectionsOfAFlowHaveOneHash(int protocol) {
        assertEquals(hash(ipv4(1, 80, 2, 5000, protocol, 0)), hash(ipv4(2, 5000, 1, 80, protocol, 0)));
        assertEquals(hash(ipv6(1, 80, 2, 5000)), hash(ipv6(2, 5000, 1, 80)));
        assertNotEquals(hash(ipv4(1, 80, 2, 5000, protocol, 0)), hash(ipv4(1, 80, 2, 5001, protocol, 0)));
        assertNotEquals(hash(ipv6(1, 80, 2, 5000)), hash(ipv6(1, 80, 3, 5000)));
        assertNotEquals(hash(ipv6(1, 80, 2, 5000)), hash(ipv6(1, 80, 2, 5001)));
    }

    @Test
    void flowsAreSpreadOverAllPairs() {
        Set<Integer> pairs = new HashSet<>();
        for (int port = 0; port < 64; port++) {
            pairs.add(steering.pairFor(frame(ipv4(1, port, 2, 80, TCP, DONT_FRAGMENT)), PAIRS));
        }
        assertEquals(Set.of(0, 1, 2, 3), pairs);
    }

    /** What lies where a first fragment has its ports is payload in the others. */
    @Test
    void allFragmentsOfAPacketGoOneWay() {
        int first = hash(ipv4(1, 80, 2, 5000, UDP, MORE_FRAGMENTS));
        assertEquals(first, hash(ipv4(1, 0x1234, 2, 0x5678, UDP, MORE_FRAGMENTS | 185)));
        assertEquals(first, hash(ipv4(1, 0x9abc, 2, 0xdef0, UDP, 370)));
        assertEquals(first, hash(ipv4(1, 0x9abc, 2, 0xdef0, UDP, 0x1000)));
        assertNotEquals(first, hash(ipv4(1, 80, 2, 5000, UDP, DONT_FRAGMENT)));
    }

    @Test
    void aProtocolWithoutPortsGoesByItsAddresses() {
        assertEquals(hash(ipv4(1, 1, 2, 2, 1, 0)), hash(ipv4(1, 3, 2, 4, 1, 0)));
    }

    /** A frame may be in pieces or not, as its sender likes; the flow is the same. */
    @ParameterizedTest
    @ValueSource(ints = {38, 42, 59})
    void piecesDoNotMatter(int firstBytes) {
        byte[] bytes = ipv4(1, 80, 2, 5000, TCP, 0);
        int whole = hash(bytes);
        RawMemory.put(bytes, memory + 12);
        frame.setPieces(TestChains.of(memory, 12 + firstBytes, bytes.length - firstBytes), 0, 12, true, new Segments());
        assertEquals(whole, Steering.hash(frame));
        frame.setPieces(TestChains.of(memory, 12, firstBytes, bytes.length - firstBytes), 0, 12, true, new Segments());
        assertEquals(whole, Steering.hash(frame), "the net header is in a piece of its own");
    }

    /** How long a frame is, up to where its headers are read: what lies behind it must not count. */
    @ParameterizedTest
    @CsvSource({"14, 33", "34, 37"})
    void doesNotReadBeyondAShortFrame(int from, int to) {
        for (int bytes = from; bytes <= to; bytes++) {
            RawMemory.put(ipv4(1, 80, 2, 5000, TCP, 0), memory);
            frame.setWhole(memory, bytes);
            int hash = Steering.hash(frame);
            RawMemory.clear(memory + bytes, 60 - bytes);
            frame.setWhole(memory, bytes);
            assertEquals(hash, Steering.hash(frame), "of " + bytes + " bytes");
        }
    }

    @Test
    void aFlowGoesWhereTheGuestSentItLast() {
        for (int pair = 0; pair < PAIRS; pair++) {
            steering.learn(frame(ipv4(2, 5000, 1, 80, TCP, 0)), pair);
            assertEquals(pair, steering.pairFor(frame(ipv4(1, 80, 2, 5000, TCP, 0)), PAIRS));
        }
    }

    @Test
    void aPairThatIsNoMoreGetsNothing() {
        steering.learn(frame(ipv4(2, 5000, 1, 80, TCP, 0)), 3);
        assertTrue(steering.pairFor(frame(ipv4(1, 80, 2, 5000, TCP, 0)), 2) < 2);
    }
}
