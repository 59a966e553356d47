package io.sidecore.vhostuser.server;

import static io.sidecore.vhostuser.rig.Frames.broadcast;
import static io.sidecore.vhostuser.rig.Frames.mac;
import static io.sidecore.vhostuser.rig.Frames.number;
import static io.sidecore.vhostuser.rig.Frames.numbered;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.port.SwitchSettings;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.NetGuest;
import io.sidecore.vhostuser.rig.NetGuest.Received;
import io.sidecore.vhostuser.rig.NetGuest.Shape;
import io.sidecore.vhostuser.rig.TestBackend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which guests get a frame, with workers that share ports and ones that do not. Guest N has the address mac(N). */
class ForwardingTest {

    @TempDir
    private Path directory;

    private TestBackend backend(int workers, String... ports) {
        return new TestBackend(directory, workers, PollMode.SLEEP, ports);
    }

    private static NetGuest guest(TestBackend backend, String port) {
        return NetGuest.connected(backend.socket(port), Shape.USUAL);
    }

    private static void assertGets(NetGuest guest, int... numbers) {
        assertArrayEquals(
                numbers,
                guest.receive(0, numbers.length).stream()
                        .mapToInt(received -> number(received.frame()))
                        .toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void floodsUntilItKnowsAndThenGivesToOne(int workers) {
        try (TestBackend backend = backend(workers, "a", "b", "c");
                NetGuest a = guest(backend, "a");
                NetGuest b = guest(backend, "b");
                NetGuest c = guest(backend, "c")) {
            a.send(numbered(mac(2), mac(1), 1));
            assertGets(b, 1);
            assertGets(c, 1);
            b.send(numbered(mac(1), mac(2), 2));
            assertGets(a, 2);
            for (int i = 3; i < 103; i++) {
                a.send(numbered(mac(2), mac(1), i));
            }
            assertGets(b, IntStream.range(3, 103).toArray());
            a.send(numbered(broadcast(), mac(1), 103));
            assertGets(c, 103); // and none of those before
            assertGets(b, 103);
            a.awaitSent(0, 102);
            assertEquals(List.of(), a.received(0));
        }
    }

    /** What a guest sends to itself does not come back, as from no switch. */
    @Test
    void whatGoesNowhereIsCounted() {
        try (TestBackend backend = backend(1, "a", "b", "c");
                NetGuest a = guest(backend, "a");
                NetGuest b = guest(backend, "b")) {
            a.send(numbered(mac(1), mac(1), 1));
            a.send(numbered(mac(1), mac(1), 2));
            backend.awaitCount("a/tx0", QueueCounter.DROPS_NO_PORT, 2);
            a.send(new byte[13]);
            backend.awaitCount("a/tx0", QueueCounter.DROPS_MALFORMED, 1);
            a.send(numbered(broadcast(), mac(1), 3));
            assertGets(b, 3);
            assertEquals(2, backend.counter("a/tx0", QueueCounter.DROPS_NO_PORT));
            backend.awaitCount("a/tx0", QueueCounter.PACKETS, 4);
            backend.awaitCount("a/tx0", QueueCounter.BYTES, 3 * 60);
            a.awaitSent(0, 4);
        }
    }

    @Test
    void aGroupAddressIsNeverLearned() {
        try (TestBackend backend = backend(1, "a", "b", "c");
                NetGuest a = guest(backend, "a");
                NetGuest b = guest(backend, "b");
                NetGuest c = guest(backend, "c")) {
            byte[] group = {1, 0, 0, 0, 0, 5};
            a.send(numbered(mac(9), group, 1));
            assertGets(b, 1);
            assertGets(c, 1);
            b.send(numbered(group, mac(2), 2));
            assertGets(a, 2);
            assertGets(c, 2);
        }
    }

    @Test
    void aGuestThatMovesToAnotherPortIsFoundThere() {
        try (TestBackend backend = backend(1, "a", "b", "c");
                NetGuest a = guest(backend, "a");
                NetGuest b = guest(backend, "b");
                NetGuest c = guest(backend, "c")) {
            b.send(numbered(mac(1), mac(2), 1));
            assertGets(a, 1);
            assertGets(c, 1);
            c.send(numbered(mac(2), mac(2), 2)); // to its own address, which is known to be elsewhere
            c.send(numbered(broadcast(), mac(2), 3));
            assertGets(a, 3);
            a.send(numbered(mac(2), mac(1), 4));
            assertGets(c, 4);
            assertGets(b, 3);
        }
    }

    @Test
    void oneThatSendsToManyIsLimitedAndWhoIsKnownIsNot() {
        SwitchSettings one = new SwitchSettings(Duration.ofMinutes(5), 256, 1);
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, one, "a", "b", "c");
                NetGuest a = guest(backend, "a");
                NetGuest b = guest(backend, "b");
                NetGuest c = guest(backend, "c")) {
            b.send(numbered(broadcast(), mac(2), 1)); // its own limit
            assertGets(a, 1);
            for (int i = 2; i < 12; i++) {
                a.send(numbered(broadcast(), mac(1), i));
                a.send(numbered(mac(2), mac(1), 100 + i));
            }
            backend.awaitCount("a/tx0", QueueCounter.DROPS_FLOOD_LIMIT, 9);
            assertEquals(11, b.receive(0, 11).size());
            assertGets(c, 1, 2);
        }
    }

    /** Between two ports all goes to the other in any case: it is no flood, and none is copied for it. */
    @Test
    void betweenTwoPortsNothingIsAFlood() {
        SwitchSettings one = new SwitchSettings(Duration.ofMinutes(5), 256, 1);
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, one, "a", "b", "e,type=null");
                NetGuest a = guest(backend, "a");
                NetGuest b = guest(backend, "b")) {
            for (int i = 0; i < 100; i++) {
                a.send(numbered(i % 2 == 0 ? broadcast() : mac(9), mac(1), i));
            }
            assertGets(b, IntStream.range(0, 100).toArray());
            assertEquals(0, backend.counter("a/tx0", QueueCounter.DROPS_FLOOD_LIMIT));
        }
    }

    @Test
    void splitAndPackedAndOldDriversTalkToEachOther() {
        try (TestBackend backend = backend(1, "a", "b", "c");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL.with(Features.RING_PACKED));
                NetGuest b = NetGuest.connected(
                        backend.socket("b"), Shape.USUAL.without(Features.MRG_RXBUF | Features.VERSION_1));
                NetGuest c = guest(backend, "c")) {
            byte[][] frames = new byte[600][];
            for (int i = 0; i < frames.length; i++) {
                frames[i] = numbered(broadcast(), mac(1), i, 60 + i * 2);
                NetGuest from = i % 3 == 0 ? a : i % 3 == 1 ? b : c;
                from.send(frames[i]);
                for (NetGuest to : List.of(a, b, c)) {
                    if (to != from) {
                        Received received = to.receive(0, 1).get(0);
                        assertArrayEquals(frames[i], received.frame());
                        assertEquals(to == b ? 10 : 12, received.header().length);
                    }
                }
                from.awaitSent(0, 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Features.RING_PACKED})
    void anEchoGivesEachFrameBack(long features) {
        try (TestBackend backend = backend(1, "a", "e,type=echo");
                NetGuest a = guest(backend, "a");
                NetGuest e = NetGuest.connected(backend.socket("e"), Shape.USUAL.with(features))) {
            for (int i = 0; i < 1000; i++) {
                byte[] frame = numbered(i % 2 == 0 ? broadcast() : mac(1), mac(5), i, 60 + i);
                e.sendInPieces(0, new byte[12], frame, 1 + i % 59);
                assertArrayEquals(frame, e.receive(0, 1).get(0).frame());
                e.awaitSent(0, 1);
            }
            e.send(new byte[13]);
            backend.awaitCount("e/tx0", QueueCounter.DROPS_MALFORMED, 1);
            assertEquals(List.of(), a.received(0));
        }
    }

    @Test
    void aSinkTakesEachFrame() {
        try (TestBackend backend = backend(1, "a", "n,type=null");
                NetGuest a = guest(backend, "a");
                NetGuest n = guest(backend, "n")) {
            for (int i = 0; i < 50; i++) {
                n.sendInPieces(0, new byte[12], numbered(broadcast(), mac(5), i), 30);
                n.send(numbered(mac(5), mac(5), i));
            }
            n.send(new byte[13]);
            backend.awaitCount("n/tx0", QueueCounter.BYTES, 100 * 60);
            backend.awaitCount("n/tx0", QueueCounter.PACKETS, 101);
            n.awaitSent(0, 101);
            assertEquals(1, backend.counter("n/tx0", QueueCounter.DROPS_MALFORMED));
            assertTrue(a.received(0).isEmpty());
            assertTrue(n.received(0).isEmpty());
        }
    }
}
