package io.sidecore.vhostuser.server;

import static io.sidecore.vhostuser.rig.Frames.broadcast;
import static io.sidecore.vhostuser.rig.Frames.mac;
import static io.sidecore.vhostuser.rig.Frames.numbered;
import static io.sidecore.vhostuser.rig.Frames.tagged;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two ports of VLAN 5, one of VLAN 6, a trunk of both, a trunk of 6 and 7 with 5 as its own, one for all. */
class VlanForwardingTest {

    private static final byte[] PLAIN = numbered(broadcast(), mac(9), 1);

    @TempDir
    private Path directory;

    private TestBackend backend;
    private NetGuest five;
    private NetGuest other5;
    private NetGuest six;
    private NetGuest trunk;
    private NetGuest hybrid;
    private NetGuest all;

    @BeforeEach
    void connect() {
        backend = new TestBackend(
                directory,
                1,
                PollMode.SLEEP,
                "five,vlan=5",
                "other5,vlan=5",
                "six,vlan=6",
                "trunk,trunk=5+6",
                "hybrid,vlan=5,trunk=6+7",
                "all");
        five = guest("five", 0);
        other5 = guest("other5", 0);
        six = guest("six", 0);
        trunk = guest("trunk", 0);
        hybrid = guest("hybrid", 0);
        all = guest("all", Features.CSUM | Features.GUEST_CSUM);
    }

    private NetGuest guest(String port, long features) {
        return NetGuest.connected(backend.socket(port), Shape.USUAL.with(features));
    }

    @AfterEach
    void close() {
        for (NetGuest guest : List.of(five, other5, six, trunk, hybrid, all)) {
            assertEquals(List.of(), guest.received(0));
            guest.close();
        }
        backend.close();
    }

    private static void assertGets(NetGuest guest, byte[] frame) {
        List<Received> frames = guest.receive(0, 1);
        assertEquals(1, frames.size());
        assertArrayEquals(frame, frames.get(0).frame());
    }

    @Test
    void anUntaggedFrameIsInThePortsOwnVlan() {
        five.send(PLAIN);
        assertGets(other5, PLAIN);
        assertGets(trunk, tagged(PLAIN, 0, 5));
        assertGets(hybrid, PLAIN);
        assertGets(all, tagged(PLAIN, 0, 5));
    }

    @Test
    void aTrunkSendsToEachVlan() {
        trunk.send(tagged(PLAIN, 3, 6));
        assertGets(six, PLAIN);
        assertGets(hybrid, tagged(PLAIN, 3, 6));
        assertGets(all, tagged(PLAIN, 3, 6));
        trunk.send(tagged(PLAIN, 3, 5));
        assertGets(five, PLAIN);
        assertGets(other5, PLAIN);
        assertGets(hybrid, PLAIN);
        assertGets(all, tagged(PLAIN, 3, 5));
    }

    @Test
    void whatIsInNoVlanOfItsPortIsDropped() {
        trunk.send(PLAIN);
        trunk.send(tagged(PLAIN, 3, 7));
        five.send(tagged(PLAIN, 0, 5));
        six.send(tagged(PLAIN, 0, 5));
        hybrid.send(tagged(PLAIN, 0, 5));
        backend.awaitCount("trunk/tx0", QueueCounter.DROPS_VLAN, 2);
        for (String port : List.of("five", "six", "hybrid")) {
            backend.awaitCount(port + "/tx0", QueueCounter.DROPS_VLAN, 1);
        }
    }

    @Test
    void untaggedFramesOfAPortForAllGoToItsLikeOnly() {
        all.send(PLAIN);
        backend.awaitCount("all/tx0", QueueCounter.DROPS_NO_PORT, 1);
        all.send(tagged(PLAIN, 1, 7));
        assertGets(hybrid, tagged(PLAIN, 1, 7));
    }

    /** In the port's own VLAN, and without the tag there. */
    @Test
    void aTagThatGivesOnlyAPriorityIsNone() {
        five.send(tagged(PLAIN, 6, 0));
        assertGets(other5, PLAIN);
        assertGets(trunk, tagged(PLAIN, 6, 5));
        assertGets(hybrid, PLAIN);
        assertGets(all, tagged(PLAIN, 6, 5));
    }

    /** The same address may be in two VLANs, at two ports. */
    @Test
    void addressesAreLearnedInTheirVlan() {
        byte[] hello = numbered(mac(3), mac(2), 2);
        other5.send(hello);
        for (NetGuest guest : List.of(five, trunk, hybrid, all)) {
            guest.receive(0, 1);
        }
        six.send(hello);
        for (NetGuest guest : List.of(trunk, hybrid, all)) {
            guest.receive(0, 1);
        }
        byte[] answer = numbered(mac(2), mac(3), 3);
        trunk.send(tagged(answer, 0, 5));
        assertGets(other5, answer);
        trunk.send(tagged(answer, 0, 6));
        assertGets(six, answer);
        five.send(answer);
        assertGets(other5, answer);
    }

    /** Who takes the tag off must leave the checksum to the receiver where it was left, or fill it in. */
    @Test
    void whatIsLeftToBeDoneGoesWithTheTag() {
        Frames.Tcp tcp = new Frames.Tcp(false, 100, 16, 0);
        byte[] frame = tcp.frame(broadcast(), mac(9));
        all.send(0, Frames.header(1, 0, 58, 0, 38, 16), tagged(frame, 0, 5));
        for (NetGuest guest : List.of(five, other5, hybrid)) {
            byte[] finished = guest.receive(0, 1).get(0).frame();
            assertEquals(frame.length, finished.length);
            assertEquals(true, tcp.isRight(finished, 0));
        }
        assertEquals(true, tcp.isRight(trunk.receive(0, 1).get(0).frame(), 4));
    }
}
