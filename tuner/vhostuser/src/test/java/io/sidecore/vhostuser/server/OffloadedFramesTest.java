package io.sidecore.vhostuser.server;

import static io.sidecore.vhostuser.rig.Frames.broadcast;
import static io.sidecore.vhostuser.rig.Frames.mac;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.Frames;
import io.sidecore.vhostuser.rig.NetGuest;
import io.sidecore.vhostuser.rig.NetGuest.Received;
import io.sidecore.vhostuser.rig.NetGuest.Shape;
import io.sidecore.vhostuser.rig.TestBackend;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sender leaves things to be done; each receiver gets what it can take. */
class OffloadedFramesTest {

    private static final long SENDS = Features.CSUM | Features.HOST_TSO4 | Features.HOST_TSO6 | Features.HOST_ECN;
    private static final long TAKES = Features.GUEST_CSUM | Features.GUEST_TSO4 | Features.GUEST_TSO6;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "2, false", "2, true"})
    void aLargeSegmentIsCutForWhomItMustBe(int workers, boolean ipv6) {
        Frames.Tcp tcp = new Frames.Tcp(ipv6, 5000, 0x18, 12);
        byte[] frame = tcp.frame(broadcast(), mac(1));
        byte[] header = Frames.header(1, ipv6 ? 4 : 1, tcp.headerBytes(), 1448, tcp.tcpAt(), 16);
        try (TestBackend backend = new TestBackend(directory, workers, PollMode.SLEEP, "a", "all", "sum", "none");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL.with(SENDS));
                NetGuest all = NetGuest.connected(backend.socket("all"), Shape.USUAL.with(TAKES));
                NetGuest sum = NetGuest.connected(backend.socket("sum"), Shape.USUAL.with(Features.GUEST_CSUM));
                NetGuest none = NetGuest.connected(backend.socket("none"), Shape.USUAL)) {
            a.send(0, header, frame);
            Received whole = all.receive(0, 1).get(0);
            assertArrayEquals(frame, whole.frame());
            assertArrayEquals(withChains(header, 3), whole.header());
            for (NetGuest guest : List.of(sum, none)) {
                List<Received> segments = guest.receive(0, 4);
                for (Received segment : segments) {
                    assertTrue(tcp.isRight(segment.frame(), 0));
                    assertArrayEquals(withChains(new byte[12], 1), segment.header());
                }
                assertEquals(
                        tcp.headerBytes() + 5000 - 3 * 1448, segments.get(3).frame().length);
            }
        }
    }

    private static byte[] withChains(byte[] header, int chains) {
        byte[] received = header.clone();
        received[10] = (byte) chains;
        return received;
    }

    /** That a checksum is right is not for the sender to say; nor does what one frame left to be done stay for the next. */
    @Test
    void onlyWhatIsLeftToBeDoneIsPassedOn() {
        Frames.Tcp tcp = new Frames.Tcp(false, 100, 0x18, 0);
        byte[] frame = tcp.frame(broadcast(), mac(1));
        byte[] header = Frames.header(1, 0, 54, 0, 34, 16);
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL.with(SENDS));
                NetGuest b = NetGuest.connected(backend.socket("b"), Shape.USUAL.with(TAKES))) {
            for (int i = 0; i < 10; i++) {
                a.send(0, header, frame);
                assertArrayEquals(withChains(header, 1), b.receive(0, 1).get(0).header());
                a.send(0, Frames.header(2, 0, 54, 0, 34, 16), frame);
                assertArrayEquals(
                        withChains(new byte[12], 1), b.receive(0, 1).get(0).header());
            }
        }
    }

    @Test
    void whatCannotBeDoneIsDropped() {
        Frames.Tcp tcp = new Frames.Tcp(false, 1000, 0x18, 0);
        byte[] frame = tcp.frame(broadcast(), mac(1));
        byte[] broken = frame.clone();
        broken[14] = 0x65;
        byte[] header = Frames.header(1, 1, 54, 500, 34, 16);
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL.with(SENDS));
                NetGuest b = NetGuest.connected(backend.socket("b"), Shape.USUAL)) {
            a.send(0, Frames.header(1, 0, 54, 0, 65535, 16), frame);
            a.send(0, Frames.header(1, 3, 54, 100, 34, 16), frame);
            a.send(0, header, broken);
            a.send(0, header, frame);
            assertEquals(2, b.receive(0, 2).size());
            assertEquals(3, backend.counter("a/tx0", QueueCounter.DROPS_MALFORMED));
            a.awaitSent(0, 4);
        }
    }

    /** A sender that did not negotiate it has garbage in its headers, for all that we know. */
    @Test
    void headersOfWhoLeavesNothingAreNotRead() {
        byte[] frame = Frames.numbered(broadcast(), mac(1), 1);
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = NetGuest.connected(backend.socket("b"), Shape.USUAL.with(TAKES))) {
            a.send(0, Frames.header(-1, -1, -1, -1, -1, -1), frame);
            Received received = b.receive(0, 1).get(0);
            assertArrayEquals(frame, received.frame());
            assertArrayEquals(withChains(new byte[12], 1), received.header());
        }
    }
}
