package io.sidecore.vhostuser.server;

import static io.sidecore.vhostuser.rig.Frames.broadcast;
import static io.sidecore.vhostuser.rig.Frames.mac;
import static io.sidecore.vhostuser.rig.Frames.number;
import static io.sidecore.vhostuser.rig.Frames.numbered;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.rig.Frames;
import io.sidecore.vhostuser.rig.NetGuest;
import io.sidecore.vhostuser.rig.NetGuest.Received;
import io.sidecore.vhostuser.rig.NetGuest.Shape;
import io.sidecore.vhostuser.rig.TestBackend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames for a guest that is away wait for it, and for no other that comes in its place. */
class ReconnectTest {

    @TempDir
    private Path directory;

    private static List<Integer> numbers(List<Received> frames) {
        return frames.stream().map(received -> number(received.frame())).toList();
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static void send(NetGuest from, int first, int end) {
        for (int i = first; i < end; i++) {
            from.send(numbered(mac(2), mac(1), i));
        }
    }

    private static List<Integer> receive(NetGuest guest, int count) {
        List<Integer> numbers = new ArrayList<>();
        while (numbers.size() < count) {
            numbers.addAll(numbers(guest.receive(0, 1)));
        }
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Features.RING_PACKED})
    void framesWaitForAGuestThatComesBackAndGoesOn(long kind) {
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = NetGuest.connected(backend.socket("b"), Shape.USUAL.with(kind))) {
            send(a, 0, 3);
            assertEquals(range(0, 3), receive(b, 3));
            int[] bases = {b.stop(0), b.stop(1)};
            b.disconnect();
            backend.awaitEnd("b");
            send(a, 3, 103);
            b.open();
            b.call(b.region(Request.SET_MEM_TABLE));
            b.start(0, bases[0]);
            b.start(1, bases[1]);
            b.enable(0, true);
            assertEquals(range(3, 103), receive(b, 100));
            b.send(numbered(mac(1), mac(2), 7));
            assertEquals(List.of(7), receive(a, 1));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Features.RING_PACKED})
    void anotherGuestGetsNothingOfThem(long kind) {
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL)) {
            try (NetGuest b = NetGuest.connected(backend.socket("b"), Shape.USUAL.with(kind))) {
                send(a, 0, 1);
                assertEquals(range(0, 1), receive(b, 1));
            }
            backend.awaitEnd("b");
            send(a, 1, 51);
            a.awaitSent(0, 51); // what is taken later is for whoever is there then
            try (NetGuest b = NetGuest.connected(backend.socket("b"), Shape.USUAL.with(kind))) {
                b.call(b.region(Request.SET_MEM_TABLE)); // answered when its queues are served again
                send(a, 51, 52);
                assertEquals(range(51, 52), receive(b, 1));
            }
        }
    }

    /** A frame that waited was given to the device as it was before: what it cannot take any more is dropped. */
    @Test
    void whatTheGuestCannotTakeAnyMoreIsDropped() {
        Frames.Tcp tcp = new Frames.Tcp(false, 100, 16, 0);
        Shape takesSums = Shape.USUAL.with(Features.GUEST_CSUM);
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL.with(Features.CSUM));
                NetGuest b = NetGuest.connected(backend.socket("b"), takesSums)) {
            send(a, 0, 1);
            assertEquals(range(0, 1), receive(b, 1));
            int base = b.stop(0);
            a.send(0, Frames.header(1, 0, 54, 0, 34, 16), tcp.frame(mac(2), mac(1)));
            send(a, 1, 2);
            a.awaitSent(0, 3);
            b.call(Message.ofWord(Request.SET_FEATURES, NetGuest.FEATURES));
            b.start(0, base);
            assertEquals(range(1, 2), receive(b, 1));
            backend.awaitCount("b/rx0", QueueCounter.DROPS_TOO_BIG, 1);
        }
    }

    @Test
    void broadcastsReachAGuestThatIsStoppedForAWhile() {
        try (TestBackend backend = new TestBackend(directory, 2, PollMode.SLEEP, "a", "b", "c");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = NetGuest.connected(backend.socket("b"), Shape.USUAL);
                NetGuest c = NetGuest.connected(backend.socket("c"), Shape.USUAL)) {
            for (int round = 0; round < 5; round++) {
                int base = b.stop(0);
                a.send(numbered(broadcast(), mac(1), round));
                assertEquals(List.of(round), receive(c, 1));
                b.start(0, base);
                assertEquals(List.of(round), receive(b, 1));
            }
        }
    }
}
