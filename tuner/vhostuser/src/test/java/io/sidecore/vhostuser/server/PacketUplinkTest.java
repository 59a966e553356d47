package io.sidecore.vhostuser.server;

import static io.sidecore.vhostuser.rig.Frames.broadcast;
import static io.sidecore.vhostuser.rig.Frames.mac;
import static io.sidecore.vhostuser.server.TapUplinkTest.exchangeTagged;
import static io.sidecore.vhostuser.server.TapUplinkTest.receive;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.Frames;
import io.sidecore.vhostuser.rig.HostNet;
import io.sidecore.vhostuser.rig.HostNet.Veth;
import io.sidecore.vhostuser.rig.HostSocket;
import io.sidecore.vhostuser.rig.Leaks;
import io.sidecore.vhostuser.rig.NetGuest;
import io.sidecore.vhostuser.rig.NetGuest.Shape;
import io.sidecore.vhostuser.rig.TestBackend;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host's interface as a port of the switch, by a packet socket; the other end of its cable is the test's. */
class PacketUplinkTest {

    private static final long SENDS = Features.CSUM | Features.HOST_TSO4;
    private static final long TAKES = Features.GUEST_CSUM | Features.GUEST_TSO4;

    @TempDir
    private Path directory;

    @BeforeEach
    void interfacesCanBeMade() {
        HostNet.assumeInterfacesCanBeMade();
    }

    @ParameterizedTest
    @CsvSource({"sleep, 1", "poll, 1", "spin=50us, 1", "sleep, 2", "poll, 2"})
    void framesGoBothWays(String mode, int workers) {
        try (Veth veth = HostNet.veth();
                TestBackend backend =
                        new TestBackend(directory, workers, PollMode.parse(mode), "a", "packet=" + veth.near());
                HostSocket host = new HostSocket(veth.far(), false);
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
        }
    }

    @Test
    void severalQueuesShareItsFlows() {
        try (Veth veth = HostNet.veth();
                TestBackend backend =
                        new TestBackend(directory, 2, PollMode.SLEEP, "a", "packet=" + veth.near() + ",queues=3");
                HostSocket host = new HostSocket(veth.far(), false);
                NetGuest guest = NetGuest.connected(backend.socket("a"), Shape.USUAL)) {
            for (int i = 0; i < 50; i++) {
                guest.send(Frames.numbered(broadcast(), mac(1), i));
                host.send(Frames.numbered(mac(1), mac(2), i));
            }
            assertEquals(50, host.receive(50).size());
            assertEquals(50, receive(guest, 50).size());
            assertEquals(5, backend.crew().queues().size());
        }
    }

    /** What we send there, and what the host itself sends there, is none that comes in. */
    @Test
    void nothingIsEchoed() {
        try (Veth veth = HostNet.veth();
                TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "packet=" + veth.near());
                HostSocket far = new HostSocket(veth.far(), false);
                HostSocket near = new HostSocket(veth.near(), false);
                NetGuest guest = NetGuest.connected(backend.socket("a"), Shape.USUAL)) {
            for (int i = 0; i < 50; i++) {
                guest.send(Frames.numbered(broadcast(), mac(1), i));
                near.send(Frames.numbered(mac(1), mac(3), 50 + i));
            }
            assertEquals(100, far.receive(100).size());
            far.send(Frames.numbered(mac(1), mac(2), 200));
            List<byte[]> in = receive(guest, 1);
            assertEquals(1, in.size());
            assertEquals(200, Frames.number(in.get(0)));
        }
    }

    /** The kernel cuts a large segment for an interface that cannot, and fills in the checksums. */
    @Test
    void largeSegmentsGoOutCutByTheKernel() {
        Frames.Tcp tcp = new Frames.Tcp(false, 5000, 0x18, 12);
        byte[] frame = tcp.frame(broadcast(), mac(1));
        byte[] header = Frames.header(1, 1, tcp.headerBytes(), 1448, tcp.tcpAt(), 16);
        try (Veth veth = HostNet.veth();
                TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "packet=" + veth.near());
                HostSocket host = new HostSocket(veth.far(), false);
                NetGuest guest = NetGuest.connected(backend.socket("a"), Shape.USUAL.with(SENDS))) {
            HostNet.setNoOffloads(veth.near());
            guest.send(0, header, frame);
            List<byte[]> segments = host.receive(4);
            segments.forEach(segment -> assertTrue(tcp.isRight(segment, 0)));
            assertEquals(tcp.headerBytes() + 5000 - 3 * 1448, segments.get(3).length);
        }
    }

    @Test
    void largeSegmentsComeInAsEachGuestTakesThem() {
        Frames.Tcp tcp = new Frames.Tcp(false, 5000, 0x18, 12);
        byte[] frame = tcp.frame(broadcast(), mac(3));
        byte[] header = Frames.header(1, 1, tcp.headerBytes(), 1448, tcp.tcpAt(), 16);
        try (Veth veth = HostNet.veth();
                TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b", "packet=" + veth.near());
                HostSocket host = new HostSocket(veth.far(), true);
                NetGuest whole = NetGuest.connected(backend.socket("a"), Shape.USUAL.with(TAKES));
                NetGuest cut = NetGuest.connected(backend.socket("b"), Shape.USUAL)) {
            host.send(header, frame);
            assertArrayEquals(frame, receive(whole, 1).get(0));
            receive(cut, 4).forEach(segment -> assertTrue(tcp.isRight(segment, 0)));
        }
    }

    /** The kernel takes the tag out of a frame that comes in; with it, where the checksum begins is another place. */
    @Test
    void aTaggedLargeSegmentComesInWithItsTag() {
        Frames.Tcp tcp = new Frames.Tcp(false, 3000, 0x18, 0);
        byte[] frame = Frames.tagged(tcp.frame(broadcast(), mac(3)), 0, 10);
        byte[] header = Frames.header(1, 1, tcp.headerBytes() + 4, 1400, tcp.tcpAt() + 4, 16);
        try (Veth veth = HostNet.veth();
                TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b", "packet=" + veth.near());
                HostSocket host = new HostSocket(veth.far(), true);
                NetGuest whole = NetGuest.connected(backend.socket("a"), Shape.USUAL.with(TAKES));
                NetGuest cut = NetGuest.connected(backend.socket("b"), Shape.USUAL)) {
            host.send(header, frame);
            assertArrayEquals(frame, receive(whole, 1).get(0));
            receive(cut, 3).forEach(segment -> assertTrue(tcp.isRight(segment, 4)));
        }
    }

    @Test
    void vlansGoOutAndComeInTagged() {
        try (Veth veth = HostNet.veth();
                TestBackend backend = new TestBackend(
                        directory,
                        1,
                        PollMode.SLEEP,
                        "a,vlan=10",
                        "b,vlan=20",
                        "packet=" + veth.near() + ",trunk=10+20");
                HostSocket host = new HostSocket(veth.far(), false);
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = NetGuest.connected(backend.socket("b"), Shape.USUAL)) {
            exchangeTagged(host, a, b);
        }
    }

    /** The interface takes no frame beyond its MTU; such a one is dropped and counted, and those behind it go out. */
    @Test
    void framesThatAreTooLongAreCounted() {
        try (Veth veth = HostNet.veth();
                TestBackend backend =
                        new TestBackend(directory, 1, PollMode.SLEEP, "a", "packet=" + veth.near() + ",name=up");
                HostSocket host = new HostSocket(veth.far(), false);
                NetGuest guest = NetGuest.connected(backend.socket("a"), Shape.USUAL)) {
            guest.send(Frames.numbered(broadcast(), mac(1), 1, 1515));
            guest.send(Frames.numbered(broadcast(), mac(1), 2, 1514));
            assertEquals(2, Frames.number(host.receive(1).get(0)));
            backend.awaitDrops("up", QueueCounter.DROPS_TOO_BIG, 1);
        }
    }

    /** While it is down frames are dropped and counted; when it is up again they flow, with nobody's help. */
    @Test
    void anInterfaceMayGoDownAndComeBack() {
        try (Veth veth = HostNet.veth();
                TestBackend backend =
                        new TestBackend(directory, 1, PollMode.SLEEP, "a", "packet=" + veth.near() + ",name=up");
                HostSocket host = new HostSocket(veth.far(), false);
                NetGuest guest = NetGuest.connected(backend.socket("a"), Shape.USUAL)) {
            HostNet.ip("link set " + veth.near() + " down");
            guest.send(Frames.numbered(broadcast(), mac(1), 1));
            guest.awaitSent(0, 1);
            backend.awaitDrops("up", QueueCounter.DROPS_DOWN, 1);
            HostNet.ip("link set " + veth.near() + " up");
            guest.send(Frames.numbered(broadcast(), mac(1), 2));
            assertEquals(2, Frames.number(host.receive(1).get(0)));
            host.received();
            Await.until("frames come in again", () -> {
                host.send(Frames.numbered(mac(1), mac(2), 3));
                return guest.received(0).stream().anyMatch(got -> HostSocket.isOfTests(got.frame(), 0));
            });
            assertEquals(List.of(), backend.log("up"));
        }
    }

    @Test
    void anInterfaceThatIsDeletedStopsAlone() {
        try (Veth veth = HostNet.veth();
                TestBackend backend =
                        new TestBackend(directory, 1, PollMode.SLEEP, "a", "packet=" + veth.near() + ",name=up");
                NetGuest guest = NetGuest.connected(backend.socket("a"), Shape.USUAL)) {
            HostNet.ip("link del " + veth.near());
            Await.until("it is told", () -> !backend.log("up").isEmpty());
            assertEquals(List.of("up: stopped: " + veth.near() + " is gone"), backend.log("up"));
            guest.send(Frames.numbered(broadcast(), mac(1), 1));
            guest.awaitSent(0, 1);
            backend.awaitDrops("up", QueueCounter.DROPS_DOWN, 1);
        }
    }

    @Test
    void anInterfaceThatIsNotThereIsRefused() {
        String name = HostNet.newName();
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> new TestBackend(directory, 1, PollMode.SLEEP, "a", "packet=" + name).close());
        String message = String.valueOf(e.getMessage());
        assertTrue(
                message.matches("uplink packet=" + name + ": there is no interface " + name
                        + " \\(want one of (.*, )?lo(, .*)?\\)"),
                message);
    }

    @Test
    void leavesNothingBehind() {
        try (Veth veth = HostNet.veth()) {
            Leaks before = Leaks.now();
            new TestBackend(directory, 2, PollMode.SLEEP, "a", "packet=" + veth.near()).close();
            before.awaitNone();
        }
    }
}
