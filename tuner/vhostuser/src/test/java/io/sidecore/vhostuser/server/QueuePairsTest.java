package io.sidecore.vhostuser.server;

import static io.sidecore.vhostuser.rig.Frames.mac;
import static io.sidecore.vhostuser.rig.Frames.numbered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.Frames;
import io.sidecore.vhostuser.rig.NetGuest;
import io.sidecore.vhostuser.rig.NetGuest.Shape;
import io.sidecore.vhostuser.rig.TestBackend;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A guest with several queue pairs, and one with one that talks to it in several flows. */
class QueuePairsTest {

    private static final int PAIRS = 4;
    private static final int FLOWS = 32;

    @TempDir
    private Path directory;

    private static NetGuest guest(TestBackend backend, String port, int pairs, long features) {
        return NetGuest.connected(
                backend.socket(port), Shape.USUAL.with(Features.MQ | features).withPairs(pairs));
    }

    /** Of TCP, from guest to guest; the flow is in the ports. */
    private static byte[] frame(int from, int to, int flow) {
        byte[] frame = new Frames.Tcp(false, 60, 16, 0).frame(mac(to), mac(from));
        ByteBuffer.wrap(frame)
                .putInt(26, 0x0a000000 + from)
                .putInt(30, 0x0a000000 + to)
                .putShort(34, (short) (from == 1 ? 1000 + flow : 80))
                .putShort(36, (short) (from == 1 ? 80 : 1000 + flow));
        return frame;
    }

    private static int flow(byte[] frame) {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        return Math.max(bytes.getShort(34), bytes.getShort(36)) - 1000;
    }

    /** How many frames came at each pair; waits for all. */
    private static int[] receive(NetGuest guest, int[] pairOf, int count) {
        int[] at = new int[PAIRS];
        Await.until(count + " frames have come", () -> {
            for (int pair = 0; pair < PAIRS; pair++) {
                for (NetGuest.Received received : guest.received(pair)) {
                    int flow = flow(received.frame());
                    assertTrue(pairOf[flow] < 0 || pairOf[flow] == pair, "flow " + flow + " at pair " + pair);
                    pairOf[flow] = pair;
                    at[pair]++;
                }
            }
            return Arrays.stream(at).sum() >= count;
        });
        return at;
    }

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "2, false", "2, true"})
    void aFlowIsSpreadByItsHashAndThenGoesWhereTheGuestAnswers(int workers, boolean packed) {
        try (TestBackend backend = new TestBackend(directory, workers, PollMode.SLEEP, "a", "b,queues=4");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = guest(backend, "b", PAIRS, packed ? Features.RING_PACKED : 0)) {
            assertEquals(10, backend.crew().queues().size());
            b.send(frame(2, 1, 0)); // says where it is
            a.receive(0, 1);
            int[] pairOf = new int[FLOWS];
            Arrays.fill(pairOf, -1);
            for (int flow = 1; flow < FLOWS; flow++) {
                a.send(frame(1, 2, flow));
                a.send(frame(1, 2, flow));
            }
            int[] spread = receive(b, pairOf, 2 * (FLOWS - 1));
            assertTrue(Arrays.stream(spread).allMatch(frames -> frames > 0), () -> Arrays.toString(spread));
            for (int flow = 1; flow < FLOWS; flow++) { // the guest's vCPUs take flows over
                pairOf[flow] = flow % PAIRS;
                b.send(flow % PAIRS, new byte[12], frame(2, 1, flow));
            }
            int answers = 0;
            while (answers < FLOWS - 1) {
                answers += a.receive(0, 1).size();
            }
            for (int flow = 1; flow < FLOWS; flow++) {
                a.sendInPieces(0, new byte[12], frame(1, 2, flow), 54);
                a.send(frame(1, 2, flow));
            }
            receive(b, pairOf, 2 * (FLOWS - 1));
        }
    }

    @Test
    void aPairThatIsDisabledGetsNothingAndIsGivenUp() {
        try (TestBackend backend = new TestBackend(directory, 2, PollMode.SLEEP, "a", "b,queues=4");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = guest(backend, "b", PAIRS, 0)) {
            b.send(frame(2, 1, 0));
            a.receive(0, 1);
            for (int enabled : new int[] {1, 2, 1, 4, 3}) {
                for (int pair = 0; pair < PAIRS; pair++) {
                    b.enable(pair, pair < enabled);
                }
                for (int flow = 1; flow < FLOWS; flow++) {
                    a.send(frame(1, 2, flow));
                }
                int[] pairOf = new int[FLOWS];
                Arrays.fill(pairOf, -1);
                int[] at = receive(b, pairOf, FLOWS - 1);
                for (int pair = 0; pair < PAIRS; pair++) {
                    assertEquals(pair < enabled, at[pair] > 0, "pair " + pair + " of " + enabled);
                }
            }
        }
    }

    /** As the standard has it: what a disabled queue transmits is taken, and forgotten. */
    @Test
    void whatADisabledPairTransmitsIsForgotten() {
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b,queues=4");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = guest(backend, "b", PAIRS, 0)) {
            b.enable(3, false);
            b.send(3, new byte[12], numbered(mac(1), mac(2), 1));
            b.awaitSent(3, 1);
            backend.awaitCount("b/tx3", QueueCounter.PACKETS, 1);
            b.send(0, new byte[12], numbered(mac(1), mac(2), 2));
            assertEquals(2, Frames.number(a.receive(0, 1).get(0).frame()));
        }
    }

    /** A guest that restarts its driver with fewer pairs: first its rings are stopped, then the pairs disabled. */
    @Test
    void aPairThatWasStoppedAndThenDisabledGetsNothing() {
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b,queues=4");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL);
                NetGuest b = guest(backend, "b", PAIRS, 0)) {
            b.send(frame(2, 1, 0));
            a.receive(0, 1);
            for (int queue = 0; queue < 2 * PAIRS; queue++) {
                assertEquals(queue == 1 ? 1 : 0, b.stop(queue));
            }
            for (int pair = 1; pair < PAIRS; pair++) {
                b.enable(pair, false);
            }
            b.start(0, 0);
            b.start(1, 1);
            for (int flow = 1; flow < FLOWS; flow++) {
                a.send(frame(1, 2, flow));
            }
            int[] pairOf = new int[FLOWS];
            assertEquals(FLOWS - 1, receive(b, pairOf, FLOWS - 1)[0]);
        }
    }

    @Test
    void anotherGuestHasNoneOfTheLastOnesPairs() {
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b,queues=4");
                NetGuest a = NetGuest.connected(backend.socket("a"), Shape.USUAL)) {
            guest(backend, "b", PAIRS, 0).close();
            backend.awaitEnd("b");
            try (NetGuest b = guest(backend, "b", 1, 0)) {
                b.send(frame(2, 1, 0));
                a.receive(0, 1);
                for (int flow = 1; flow < FLOWS; flow++) {
                    a.send(frame(1, 2, flow));
                }
                int got = 0;
                while (got < FLOWS - 1) {
                    got += b.receive(0, 1).size();
                }
            }
        }
    }

    @Test
    void saysHowManyPairsItsPortHas() {
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "b,queues=4");
                NetGuest b = new NetGuest(backend.socket("b"), Shape.USUAL)) {
            b.open();
            try (Message answer = b.socket().call(Message.of(Request.GET_QUEUE_NUM))) {
                assertEquals(4, answer.payload().getLong(0));
            }
            b.socket().send(Message.ofState(Request.SET_VRING_NUM, 8, 256));
            assertEquals("b: stopped: SET_VRING_NUM for queue 8, want 0 to 7", backend.awaitEnd("b"));
        }
    }
}
