package io.sidecore.vhostuser.server;

import static io.sidecore.vhostuser.rig.Frames.broadcast;
import static io.sidecore.vhostuser.rig.Frames.mac;
import static io.sidecore.vhostuser.rig.Frames.number;
import static io.sidecore.vhostuser.rig.Frames.numbered;
import static io.sidecore.vhostuser.rig.Frames.tagged;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.rig.NetGuest;
import io.sidecore.vhostuser.rig.NetGuest.Received;
import io.sidecore.vhostuser.rig.NetGuest.Shape;
import io.sidecore.vhostuser.rig.TestBackend;
import io.sidecore.vhostuser.sys.Threads;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a frontend says of the device as a whole: its status, a reset, that its guest has migrated. */
class DeviceStatesTest {

    @TempDir
    private Path directory;

    private TestBackend backend(String... ports) {
        return new TestBackend(directory, 1, PollMode.SLEEP, ports);
    }

    private static NetGuest guest(TestBackend backend, String port) {
        return NetGuest.connected(backend.socket(port), Shape.USUAL);
    }

    private static long status(NetGuest guest) {
        try (Message answer = guest.socket().call(Message.of(Request.GET_STATUS))) {
            return answer.payload().getLong(0);
        }
    }

    @Test
    void keepsTheStatusUntilAReset() {
        try (TestBackend backend = backend("a");
                NetGuest a = guest(backend, "a")) {
            assertEquals(0, status(a));
            a.call(Message.ofWord(Request.SET_STATUS, 0xf));
            assertEquals(0xf, status(a));
            a.call(Message.of(Request.RESET_DEVICE));
            assertEquals(0, status(a));
        }
    }

    @Test
    void aResetEndsAllQueuesUntilTheyAreSetUpAnew() {
        try (TestBackend backend = backend("a", "b");
                NetGuest a = guest(backend, "a");
                NetGuest b = guest(backend, "b")) {
            b.call(Message.of(Request.RESET_DEVICE));
            assertEquals(2, backend.crew().queues().size());
            b.enable(0, true);
            assertEquals(2, backend.crew().queues().size());
            b.start(0, 0);
            b.start(1, 0);
            assertEquals(4, backend.crew().queues().size());
            a.send(numbered(broadcast(), mac(1), 1));
            assertEquals(1, number(b.receive(0, 1).get(0).frame()));
        }
    }

    private static void announce(NetGuest guest, byte[] mac) {
        byte[] word = Arrays.copyOf(mac, 8);
        guest.call(Message.of(Request.SEND_RARP, ByteBuffer.wrap(word)));
    }

    /** RFC 903: who has the hardware address of the guest itself? */
    private static byte[] rarp(byte[] mac) {
        return ByteBuffer.allocate(60)
                .put(broadcast())
                .put(mac)
                .putShort((short) 0x8035)
                .putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 3)
                .put(mac)
                .putInt(0)
                .put(mac)
                .putInt(0)
                .array();
    }

    @Test
    void aGuestThatHasMigratedIsAnnouncedToAllOthers() {
        try (TestBackend backend = backend("a", "b", "c");
                NetGuest a = guest(backend, "a");
                NetGuest b = guest(backend, "b");
                NetGuest c = guest(backend, "c")) {
            b.send(numbered(broadcast(), mac(3), 1)); // where it was before
            a.receive(0, 1);
            c.receive(0, 1);
            announce(c, mac(3));
            for (NetGuest other : List.of(a, b)) {
                Received received = other.receive(0, 1).get(0);
                assertArrayEquals(rarp(mac(3)), received.frame());
                assertArrayEquals(new byte[10], Arrays.copyOf(received.header(), 10));
            }
            a.send(numbered(mac(3), mac(1), 2));
            assertEquals(2, number(c.receive(0, 1).get(0).frame()));
            a.send(numbered(broadcast(), mac(1), 3));
            assertEquals(3, number(b.receive(0, 1).get(0).frame()));
        }
    }

    @Test
    void anAnnouncementIsInThePortsVlan() {
        try (TestBackend backend = backend("a,vlan=5", "b,vlan=6", "t,trunk=5+6", "c,vlan=5", "e,type=echo");
                NetGuest a = guest(backend, "a");
                NetGuest b = guest(backend, "b");
                NetGuest t = guest(backend, "t");
                NetGuest c = guest(backend, "c");
                NetGuest e = guest(backend, "e")) {
            announce(c, mac(3));
            assertArrayEquals(rarp(mac(3)), a.receive(0, 1).get(0).frame());
            assertArrayEquals(tagged(rarp(mac(3)), 0, 5), t.receive(0, 1).get(0).frame());
            announce(t, mac(4)); // untagged frames are not let in there
            announce(e, mac(5)); // stands alone
            announce(c, new byte[] {1, 0, 0, 0, 0, 3}); // a group
            a.send(numbered(broadcast(), mac(1), 1));
            assertEquals(1, number(c.receive(0, 1).get(0).frame()));
            for (NetGuest guest : List.of(a, b, c, e)) {
                assertEquals(List.of(), guest.received(0));
            }
        }
    }

    /** From a thread that is no worker's, while workers come and go. */
    @Test
    void announcementsBearThatWorkersAreRetired() {
        try (TestBackend backend = backend("a", "b");
                NetGuest a = guest(backend, "a");
                NetGuest b = guest(backend, "b")) {
            CompletableFuture<Void> retiring = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 50; i++) {
                    WorkerId old = backend.crew().workers().firstKey();
                    WorkerId heir = backend.crew().add(Threads.allowed(Threads.currentTid()), PollMode.SLEEP);
                    backend.crew().retire(old, heir);
                }
            });
            int announced = 0;
            int got = 0;
            while (!retiring.isDone() || announced < 50) {
                announce(b, mac(2));
                announced++;
                got += a.received(0).size();
            }
            retiring.join();
            while (got < announced) {
                got += a.receive(0, 1).size();
            }
            assertEquals(announced, got);
        }
    }
}
