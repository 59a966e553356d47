package io.sidecore.vhostuser.server;

import static io.sidecore.vhostuser.rig.Frames.broadcast;
import static io.sidecore.vhostuser.rig.Frames.mac;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.Frames;
import io.sidecore.vhostuser.rig.HostNet;
import io.sidecore.vhostuser.rig.HostSocket;
import io.sidecore.vhostuser.rig.Leaks;
import io.sidecore.vhostuser.rig.NetGuest;
import io.sidecore.vhostuser.rig.NetGuest.Received;
import io.sidecore.vhostuser.rig.NetGuest.Shape;
import io.sidecore.vhostuser.rig.TestBackend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tap as a port of the switch: what the host sends there comes to guests, and the other way round. */
class TapUplinkTest {

    private static final long SENDS = Features.CSUM | Features.HOST_TSO4;
    private static final long TAKES = Features.GUEST_CSUM | Features.GUEST_TSO4;
    private static final int HEADER_BYTES = 10;

    @TempDir
    private Path directory;

    private final String tap = HostNet.newName();

    @BeforeEach
    void interfacesCanBeMade() {
        HostNet.assumeInterfacesCanBeMade();
    }

    @ParameterizedTest
    @CsvSource({"sleep, 1", "poll, 1", "spin=50us, 1", "sleep, 2", "poll, 2"})
    void framesGoBothWays(String mode, int workers) {
        try (TestBackend backend = new TestBackend(directory, workers, PollMode.parse(mode), "a", "tap=" + tap);
                HostSocket host = new HostSocket(tap, false);
                NetGuest guest = NetGuest.connected(backend.socket("a"), Shape.USUAL)) {
            for (int i = 0; i < 100; i++) {
                guest.send(Frames.numbered(broadcast(), mac(1), i, 60 + i));
                host.send(Frames.numbered(mac(1), mac(2), i, 60 + i));
            }
            List<byte[]> out = host.receive(100);
            List<byte[]> in = receive(guest, 100);
            for (int i = 0; i < 100; i++) {
                assertArrayEquals(Frames.numbered(broadcast(), mac(1), i, 60 + i), out.get(i));
                assertArrayEquals(Frames.numbered(mac(1), mac(2), i, 60 + i), in.get(i));
            }
            assertTrue(backend.counter(tap + "/tx0", QueueCounter.PACKETS) >= 100);
        }
    }

    /** Those that tests have sent; the kernel sends some as well when an interface appears. */
    static List<byte[]> receive(NetGuest guest, int count) {
        List<byte[]> frames = new ArrayList<>();
        Await.until(count + " frames have come in", () -> {
            guest.received(0).stream()
                    .map(Received::frame)
                    .filter(frame -> HostSocket.isOfTests(frame, 0))
                    .forEach(frames::add);
            return frames.size() >= count;
        });
        return frames;
    }

    /** A frame in pieces goes out from where its pieces are. */
    @Test
    void framesInPiecesGoOut() {
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "tap=" + tap);
                HostSocket host = new HostSocket(tap, false);
                NetGuest guest = NetGuest.connected(backend.socket("a"), Shape.USUAL)) {
            byte[] frame = Frames.numbered(broadcast(), mac(1), 7, 1000);
            for (int first : new int[] {0, 1, 13, 14, 100, 999}) {
                guest.sendInPieces(0, new byte[12], frame, first);
                assertArrayEquals(frame, host.receive(1).get(0));
            }
        }
    }

    /** The host's kernel is given a large segment whole, and what is left to be done to it. */
    @Test
    void largeSegmentsGoOutWhole() {
        Frames.Tcp tcp = new Frames.Tcp(false, 5000, 0x18, 12);
        byte[] frame = tcp.frame(broadcast(), mac(1));
        byte[] header = Frames.header(1, 1, tcp.headerBytes(), 1448, tcp.tcpAt(), 16);
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "tap=" + tap);
                HostSocket host = new HostSocket(tap, true);
                NetGuest guest = NetGuest.connected(backend.socket("a"), Shape.USUAL.with(SENDS))) {
            guest.send(0, header, frame);
            byte[] received = host.receive(1).get(0);
            assertArrayEquals(Arrays.copyOf(header, HEADER_BYTES), Arrays.copyOf(received, HEADER_BYTES));
            assertArrayEquals(frame, Arrays.copyOfRange(received, HEADER_BYTES, received.length));
        }
    }

    /** What the host's kernel leaves to be done is passed on to a guest that takes it, and done for another. */
    @Test
    void largeSegmentsComeInAsEachGuestTakesThem() {
        Frames.Tcp tcp = new Frames.Tcp(false, 5000, 0x18, 12);
        byte[] frame = tcp.frame(broadcast(), mac(3));
        byte[] header = Frames.header(1, 1, tcp.headerBytes(), 1448, tcp.tcpAt(), 16);
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b", "tap=" + tap);
                HostSocket host = new HostSocket(tap, true);
                NetGuest whole = NetGuest.connected(backend.socket("a"), Shape.USUAL.with(TAKES));
                NetGuest cut = NetGuest.connected(backend.socket("b"), Shape.USUAL)) {
            host.send(header, frame);
            assertArrayEquals(frame, receive(whole, 1).get(0));
            List<byte[]> segments = receive(cut, 4);
            segments.forEach(segment -> assertTrue(tcp.isRight(segment, 0)));
            assertEquals(tcp.headerBytes() + 5000 - 3 * 1448, segments.get(3).length);
        }
    }

    @Test
    void vlansGoOutAndComeInTagged() {
        try (TestBackend backend = new TestBackend(
                        directory, 1, PollMode.SLEEP, "a,vlan=10", "b,vlan=20", "tap=" + tap + ",trunk=10+20");
                HostSocket host = new HostSocket(tap, false);
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = NetGuest.connected(backend.socket("b"), Shape.USUAL)) {
            exchangeTagged(host, a, b);
        }
    }

    /** At {@code a} VLAN 10 is untagged, at {@code b} VLAN 20; the host has both tagged, and is let in with no other. */
    static void exchangeTagged(HostSocket host, NetGuest a, NetGuest b) {
        b.send(Frames.numbered(broadcast(), mac(2), 1));
        assertArrayEquals(
                Frames.tagged(Frames.numbered(broadcast(), mac(2), 1), 0, 20),
                host.receive(1).get(0));
        a.send(Frames.numbered(broadcast(), mac(1), 2));
        assertArrayEquals(
                Frames.tagged(Frames.numbered(broadcast(), mac(1), 2), 0, 10),
                host.receive(1).get(0));
        host.send(Frames.numbered(broadcast(), mac(3), 3));
        host.send(Frames.tagged(Frames.numbered(broadcast(), mac(3), 4), 0, 30));
        host.send(Frames.tagged(Frames.numbered(broadcast(), mac(3), 5), 5, 10));
        host.send(Frames.tagged(Frames.numbered(broadcast(), mac(3), 6), 0, 20));
        assertArrayEquals(Frames.numbered(broadcast(), mac(3), 5), receive(a, 1).get(0));
        assertArrayEquals(Frames.numbered(broadcast(), mac(3), 6), receive(b, 1).get(0));
        assertEquals(0, a.received(0).size() + b.received(0).size());
    }

    /** A tap that is made with several queues; and one that was, of which one is used. */
    @ParameterizedTest
    @CsvSource({"2, false", "1, true"})
    void aTapMayHaveSeveralQueues(int queues, boolean exists) {
        if (exists) {
            HostNet.ip("tuntap add dev " + tap + " mode tap multi_queue");
        }
        try (TestBackend backend =
                        new TestBackend(directory, 2, PollMode.SLEEP, "a", "tap=" + tap + ",name=up,queues=" + queues);
                NetGuest guest = NetGuest.connected(backend.socket("a"), Shape.USUAL)) {
            HostNet.ip("link set " + tap + " up"); // only now: the kernel may take a second to see that it is open
            exchange(guest, tap);
            assertEquals(
                    queues,
                    backend.crew().queues().keySet().stream()
                            .filter(queue -> queue.device().equals("up"))
                            .count());
        } finally {
            if (exists) {
                HostNet.ip("link del " + tap);
            }
        }
    }

    private static void exchange(NetGuest guest, String tap) {
        try (HostSocket host = new HostSocket(tap, false)) {
            for (int i = 0; i < 50; i++) {
                guest.send(Frames.numbered(broadcast(), mac(1), i));
                host.send(Frames.numbered(mac(1), mac(2), i));
            }
            assertEquals(50, host.receive(50).size());
            assertEquals(50, receive(guest, 50).size());
        }
    }

    @Test
    void aTapThatWasMadeIsGoneAtTheEnd() {
        Leaks before = Leaks.now();
        try (TestBackend backend = new TestBackend(directory, 2, PollMode.SLEEP, "a", "tap=" + tap + ",name=up")) {
            assertTrue(HostNet.exists(tap));
            assertTrue(backend.counter("up/tx0", QueueCounter.DROPS_FULL) == 0);
        }
        assertFalse(HostNet.exists(tap));
        before.awaitNone();
    }

    @Test
    void aTapThatWasThereStays() {
        HostNet.ip("tuntap add dev " + tap + " mode tap");
        try {
            try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "tap=" + tap);
                    NetGuest guest = NetGuest.connected(backend.socket("a"), Shape.USUAL)) {
                assertEquals(
                        List.of(tap + ": the interface " + tap + " is down, so no frame comes or goes"
                                + " (want: ip link set " + tap + " up)"),
                        backend.log(tap));
                guest.send(Frames.numbered(broadcast(), mac(1), 1));
                guest.awaitSent(0, 1);
                backend.awaitDrops(tap, QueueCounter.DROPS_DOWN, 1);
                HostNet.ip("link set " + tap + " up");
                try (HostSocket host = new HostSocket(tap, false)) {
                    guest.send(Frames.numbered(broadcast(), mac(1), 2));
                    assertEquals(2, Frames.number(host.receive(1).get(0)));
                }
            }
            assertTrue(HostNet.exists(tap));
        } finally {
            HostNet.ip("link del " + tap);
        }
    }

    /** Guests are served on; a line says what has happened. */
    @Test
    void aTapThatIsDeletedStopsAlone() {
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b", "tap=" + tap);
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = NetGuest.connected(backend.socket("b"), Shape.USUAL)) {
            HostNet.ip("link del " + tap);
            Await.until("it is told", () -> !backend.log(tap).isEmpty());
            assertTrue(backend.log(tap).get(0).startsWith(tap + ": stopped: " + tap + " is gone: "));
            for (int i = 0; i < 10; i++) {
                a.send(Frames.numbered(broadcast(), mac(1), i));
                assertEquals(i, Frames.number(receive(b, 1).get(0)));
            }
            backend.awaitDrops(tap, QueueCounter.DROPS_DOWN, 10);
        }
    }

    @Test
    void anInterfaceThatIsNoTapIsRefused() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> new TestBackend(directory, 1, PollMode.SLEEP, "a", "tap=lo").close());
        assertEquals(
                "uplink tap=lo: invalid argument (errno 22) (an interface that is no tap; want another name, or"
                        + " packet=lo)",
                e.getMessage());
    }

    @Test
    void aTapThatIsInUseIsRefused() {
        try (TestBackend backend = new TestBackend(directory.resolve("1"), 1, PollMode.SLEEP, "a", "tap=" + tap)) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> new TestBackend(directory.resolve("2"), 1, PollMode.SLEEP, "a", "tap=" + tap).close());
            assertEquals(
                    "uplink tap=" + tap + ": device or resource busy (errno 16) (another process has it open; want a"
                            + " tap that none has)",
                    e.getMessage());
            assertEquals(List.of(), backend.log(tap));
        }
    }
}
