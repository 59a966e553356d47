package io.sidecore.guests.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.guests.arrivals.Fixed;
import io.sidecore.guests.arrivals.Poisson;
import io.sidecore.guests.driver.TestPort;
import io.sidecore.guests.load.Flow;
import io.sidecore.guests.load.FlowKind;
import java.util.Optional;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both ends of a flow against a clock that the test moves, and a queue of eight frames. */
class EndpointsTest {

    private static final long MAC_1 = FrameHeader.macAddress(1);
    private static final long MAC_2 = FrameHeader.macAddress(2);
    private static final long NEVER = Long.MAX_VALUE;
    private static final long MILLI = 1_000_000;

    private static final Flow SMALL_WINDOW = new Flow(FlowKind.STREAM, "a", "b", 64, 8, Optional.empty());

    private final TestPort port1 = new TestPort();
    private final TestPort port2 = new TestPort();

    @AfterEach
    void close() {
        port1.close();
        port2.close();
    }

    private Endpoint from(FlowRun run, long seed) {
        return started(Endpoints.from(run, new Outlet(port1.tx(), MAC_1, MAC_2, run.number()), seed));
    }

    private Endpoint to(FlowRun run) {
        return started(Endpoints.to(run, new Outlet(port2.tx(), MAC_2, MAC_1, run.number())));
    }

    private static Endpoint started(Endpoint endpoint) {
        endpoint.restart(1);
        return endpoint;
    }

    /** Hands all frames that one side has posted to the other, at a time. */
    private static int carry(TestPort port, Endpoint to, long nowNanos) {
        return port.take((at, bytes) -> to.receive(at, bytes, nowNanos));
    }

    private static Histogram latencies(FlowRun run) {
        Histogram all = Latencies.empty();
        run.latencies().drainTo(all);
        return all;
    }

    @Test
    void latencyCountsFromTheTimeThatWasMeant() {
        FlowRun run = new FlowRun(0, Flow.rr("a", "b", new Fixed(1000)));
        Endpoint client = from(run, 1);
        Endpoint server = to(run);
        client.begin(0, 10 * MILLI);
        long due = client.nextNanos();
        assertEquals(0, client.offer(due - 1), "not due yet");
        assertEquals(1, client.offer(due + 300), "the guest ran late by 300 ns");
        assertEquals(1, carry(port1, server, due + 400));
        assertEquals(1, server.offer(due + 500));
        assertEquals(1, carry(port2, client, due + 1000));
        assertEquals(due + MILLI, client.nextNanos());
        client.handOver();
        server.handOver();
        Histogram latencies = latencies(run);
        assertEquals(1000, latencies.getMaxValue());
        assertEquals(1, latencies.getTotalCount());
        assertEquals(new Counts(2, 128, 1, 1, 0, 0, 0), run.counts());
    }

    @Test
    void theWaitForRoomIsLatencyToo() {
        FlowRun run = new FlowRun(0, Flow.rr("a", "b", new Fixed(1000)));
        Endpoint client = from(run, 1);
        Endpoint server = to(run);
        client.begin(0, 100 * MILLI);
        long first = client.nextNanos();
        assertEquals(8, client.offer(first + 11 * MILLI), "twelve are due, there is room for eight");
        carry(port1, server, first + 11 * MILLI);
        server.offer(first + 11 * MILLI);
        carry(port2, client, first + 11 * MILLI);
        assertEquals(4, client.offer(first + 12 * MILLI - 1));
        carry(port1, server, first + 12 * MILLI);
        server.offer(first + 12 * MILLI);
        carry(port2, client, first + 12 * MILLI);
        client.handOver();
        Histogram latencies = latencies(run);
        assertEquals(12, latencies.getTotalCount());
        assertEquals(11.0 * MILLI, (double) latencies.getMaxValue(), 0.001 * 11 * MILLI);
        assertEquals(1.0 * MILLI, (double) latencies.getMinValue(), 0.001 * MILLI);
        assertEquals(
                (11 + 10 + 9 + 8 + 7 + 6 + 5 + 4 + 4 + 3 + 2 + 1) / 12.0 * MILLI,
                latencies.getMean(),
                0.001 * 6 * MILLI);
    }

    @Test
    void everyPhaseOffersTheSame() {
        FlowRun run = new FlowRun(0, Flow.rr("a", "b", new Poisson(1000)));
        Endpoint client = from(run, 7);
        client.begin(500, 500 + 100 * MILLI);
        long[] firstPhase = times(client);
        client.restart(2);
        assertEquals(NEVER, client.nextNanos(), "nothing is due before the phase begins");
        client.begin(9_000, 9_000 + 100 * MILLI);
        long[] secondPhase = times(client);
        assertEquals(firstPhase.length, secondPhase.length);
        assertTrue(firstPhase.length > 50);
        for (int i = 0; i < firstPhase.length; i++) {
            assertEquals(firstPhase[i] - 500, secondPhase[i] - 9_000);
        }
    }

    private long[] times(Endpoint client) {
        return LongStream.iterate(client.nextNanos(), at -> at != NEVER, at -> {
                    client.offer(at);
                    port1.take((frame, bytes) -> {});
                    return client.nextNanos();
                })
                .toArray();
    }

    @Test
    void whatIsDueAndNeverGetsAwayIsLost() {
        FlowRun run = new FlowRun(0, Flow.rr("a", "b", new Fixed(1000)));
        Endpoint client = from(run, 1);
        client.begin(0, 20 * MILLI);
        assertEquals(8, client.offer(20 * MILLI));
        client.giveUp();
        client.handOver();
        assertEquals(20, run.counts().sent());
        assertEquals(0, run.counts().completed());
    }

    @Test
    void framesOfAnotherPhaseAreReceivedButNotJudged() {
        FlowRun run = new FlowRun(0, Flow.rr("a", "b", new Fixed(1000)));
        Endpoint client = from(run, 1);
        Endpoint server = to(run);
        client.begin(0, 10 * MILLI);
        client.offer(MILLI);
        client.restart(2);
        server.restart(2);
        carry(port1, server, MILLI);
        assertEquals(0, server.offer(MILLI), "a request of the phase before gets no answer");
        server.handOver();
        client.handOver();
        assertEquals(new Counts(1, 64, 0, 0, 0, 0, 0), run.counts());
    }

    @Test
    void answersWaitForRoom() {
        FlowRun run = new FlowRun(0, Flow.rr("a", "b", new Fixed(1_000_000)));
        Endpoint client = from(run, 1);
        Endpoint server = to(run);
        client.begin(0, MILLI);
        for (int i = 0; i < 3; i++) {
            client.offer(MILLI);
            carry(port1, server, MILLI);
        }
        assertEquals(8, server.offer(MILLI));
        assertEquals(0, server.offer(MILLI));
        assertTrue(server.nextNanos() <= MILLI);
        assertEquals(8, carry(port2, client, MILLI));
        assertEquals(8, server.offer(MILLI));
        carry(port2, client, MILLI);
        assertEquals(8, server.offer(MILLI));
        carry(port2, client, MILLI);
        assertEquals(NEVER, server.nextNanos());
        client.handOver();
        assertEquals(24, run.counts().completed());
        assertEquals(0, run.counts().reordered());
    }

    @Test
    void aWindowHoldsTheStreamBackUntilItIsAcknowledged() {
        FlowRun run = new FlowRun(0, SMALL_WINDOW);
        Endpoint sender = from(run, 1);
        Endpoint receiver = to(run);
        assertEquals(0, sender.offer(0), "not begun");
        sender.begin(0, 1000 * MILLI);
        assertEquals(8, sender.offer(10));
        carry(port1, receiver, 1010);
        assertEquals(0, sender.offer(1020));
        assertEquals(1, receiver.offer(1020), "a quarter of the window has come");
        assertEquals(1, carry(port2, sender, 1030));
        assertEquals(8, sender.offer(1040));
        sender.handOver();
        receiver.handOver();
        assertEquals(new Counts(9, 9 * 64, 16, 8, 0, 0, 0), run.counts());
        assertEquals(1000, latencies(run).getMaxValue());
    }

    @Test
    void whatIsLessThanAQuarterIsAcknowledgedWhenTheStreamRests() {
        FlowRun run = new FlowRun(0, Flow.stream("a", "b"));
        Endpoint receiver = to(run);
        Endpoint sender = from(run, 1);
        sender.begin(0, 1000 * MILLI);
        sender.offer(0);
        carry(port1, receiver, 50);
        assertEquals(50 + StreamReceiver.IDLE_NANOS, receiver.nextNanos());
        assertEquals(0, receiver.offer(49 + StreamReceiver.IDLE_NANOS));
        assertEquals(1, receiver.offer(50 + StreamReceiver.IDLE_NANOS));
        assertEquals(NEVER, receiver.nextNanos());
    }

    @Test
    void aStreamWhoseFramesAreAllLostGoesOnAfterATimeout() {
        FlowRun run = new FlowRun(0, SMALL_WINDOW);
        Endpoint sender = from(run, 1);
        Endpoint receiver = to(run);
        sender.begin(0, 1000 * MILLI);
        assertEquals(8, sender.offer(100));
        port1.take((at, bytes) -> {}); // lost
        assertEquals(100 + WindowedSender.TIMEOUT_NANOS, sender.nextNanos());
        assertEquals(0, sender.offer(99 + WindowedSender.TIMEOUT_NANOS));
        assertEquals(8, sender.offer(100 + WindowedSender.TIMEOUT_NANOS));
        carry(port1, receiver, 60 * MILLI);
        receiver.handOver();
        assertEquals(new Counts(8, 512, 0, 8, 8, 0, 0), run.counts(), "eight were passed over");
        receiver.offer(60 * MILLI);
        carry(port2, sender, 60 * MILLI);
        assertEquals(8, sender.offer(60 * MILLI));
        assertEquals(0, sender.offer(1000 * MILLI), "the phase is over");
    }

    @Test
    void aPacedStreamIsNotAcknowledged() {
        FlowRun run = new FlowRun(0, Flow.stream("a", "b", new Fixed(1000)));
        Endpoint sender = from(run, 1);
        Endpoint receiver = to(run);
        sender.begin(0, 10 * MILLI);
        long due = sender.nextNanos();
        sender.offer(due + 7);
        carry(port1, receiver, due + 77);
        assertEquals(NEVER, receiver.nextNanos());
        assertEquals(0, receiver.offer(MILLI));
        receiver.handOver();
        assertEquals(77, latencies(run).getMaxValue(), "from the time that was meant");
        assertFalse(run.isDown());
    }
}
