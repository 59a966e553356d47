package io.sidecore.tuner.simulator;

import static io.sidecore.tuner.simulator.Stage.HOST;
import static io.sidecore.tuner.simulator.Stage.SECOND;
import static io.sidecore.tuner.simulator.Stage.begun;
import static io.sidecore.tuner.simulator.Stage.peer;
import static io.sidecore.tuner.simulator.Stage.scenario;
import static io.sidecore.tuner.simulator.Stage.sentOut;
import static io.sidecore.tuner.simulator.Stage.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.QueueSample;
import io.sidecore.collector.sample.Sample;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import io.sidecore.tuner.simulator.scenario.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws that a host obeys, simulated or not. */
class SimulationTest {

    private static Load anyLoad(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> Load.rr(1 + random.nextInt(8), random.nextInt(2) * 100, 3);
            case 1 -> Load.streamOut(1500, 64, 1);
            case 2 -> Load.streamIn(1500, 64, 1);
            case 3 -> Load.openIn(256, 1000 + random.nextInt(300_000), 1 + random.nextInt(16), 1);
            case 4 -> Load.openOut(256, 1000 + random.nextInt(300_000), 1 + random.nextInt(16), 1);
            default -> Load.openIn(64, 50_000, 4, 1).onAndOff(5, 5);
        };
    }

    private static Scenario any(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Load[] loads = IntStream.range(0, 1 + random.nextInt(6))
                .mapToObj(i -> anyLoad(random))
                .toArray(Load[]::new);
        return scenario(HOST, List.of(Scene.busy(0.05, 2, 0.5), Scene.load(0.1, "vm0", anyLoad(random))), loads);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void theSameSeedPlaysTheSame(long seed) {
        Simulation one = begun(any(seed), seed);
        Simulation other = begun(any(seed), seed);
        List<Sample> samples = new ArrayList<>();
        List<Sample> others = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            one.advance(i * SECOND / 20);
            samples.add(one.sample());
            other.advance(i * SECOND / 20);
            others.add(other.sample());
        }
        assertEquals(samples, others);
        assertEquals(one.events(), other.events());
    }

    @Test
    void anotherSeedPlaysDifferently() {
        Simulation one = begun(scenario(HOST, List.of(), Load.openIn(64, 50_000, 4, 1)), 1);
        Simulation other = begun(scenario(HOST, List.of(), Load.openIn(64, 50_000, 4, 1)), 2);
        one.advance(SECOND / 10);
        other.advance(SECOND / 10);
        assertNotEquals(one.sample(), other.sample());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void whatReachesTheHostIsDeliveredDroppedOrWaits(long seed) {
        Load much = Load.openIn(64, 3_000_000, 32, 0.1); // more than a worker can do
        Load some = Load.openIn(256, 50_000, 1 + (int) seed, 2);
        Simulation simulation = begun(scenario(HOST, List.of(), much, some), seed);
        for (int i = 1; i <= 10; i++) {
            simulation.advance(i * SECOND / 50);
            for (QueueSample queue : simulation.sample().queues()) {
                if (queue.queue().direction() == QueueId.Direction.RX
                        && queue.worker().isPresent()) {
                    Vcpu guest = simulation.guest(queue.queue().device());
                    assertEquals(
                            guest.flow.offered,
                            queue.counters().get(QueueCounter.PACKETS)
                                    + queue.counters().get(QueueCounter.DROPS_FULL)
                                    + guest.rx.waiting.count(),
                            () -> "seed " + seed + ", " + queue.queue());
                }
            }
        }
        assertTrue(sum(simulation.sample(), QueueCounter.DROPS_FULL, QueueId.Direction.RX) > 0);
        assertEquals(0, simulation.guest("vm1").rx.counts[QueueCounter.DROPS_FULL.ordinal()]);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void framesComeAtTheirRate(long seed) {
        Simulation simulation = begun(scenario(HOST, List.of(), Load.openIn(64, 100_000, 1, 1)), seed);
        simulation.advance(SECOND);
        assertEquals(100_000, (double) simulation.guest("vm0").flow.offered, 5 * Math.sqrt(100_000));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void whatWorkersTakeFromGuestsGoesOut(long seed) {
        Simulation simulation = begun(any(seed), seed);
        simulation.advance(SECOND / 5);
        Sample sample = simulation.sample();
        assertEquals(sum(sample, QueueCounter.PACKETS, QueueId.Direction.TX), sentOut(sample));
        assertEquals(0, simulation.drops().out());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16})
    void noMoreQuestionsAreUnderWayThanMayBe(int concurrency) {
        Simulation simulation = begun(scenario(HOST, List.of(), Load.rr(concurrency, 0, 3)), 7);
        for (int i = 1; i <= 20; i++) {
            simulation.advance(i * SECOND / 100);
            Sample sample = simulation.sample();
            long inGuest = sum(sample, QueueCounter.PACKETS, QueueId.Direction.RX)
                    - sum(sample, QueueCounter.PACKETS, QueueId.Direction.TX);
            assertTrue(inGuest >= 0 && inGuest <= concurrency, () -> "in the guest: " + inGuest);
        }
    }

    /** Whatever the guest was about when its load changed, none of that counts as an answer. */
    @ParameterizedTest
    @ValueSource(longs = {50_000_000, 50_001_000, 50_003_000, 50_005_000, 50_010_000})
    void aLoadThatChangesLeavesNothingBehind(long atNanos) {
        Scene change = Scene.load(atNanos / 1e9, "vm0", Load.rr(1, 0, 3));
        Simulation simulation = begun(scenario(HOST, List.of(change), Load.streamOut(1500, 64, 5)), 1);
        simulation.advance(atNanos + SECOND / 100); // whatever was in the worker's hands is out of them
        long before = completed(simulation);
        simulation.advance(atNanos + SECOND / 100 + SECOND / 10);
        long answered = completed(simulation) - before;
        Simulation alone = begun(scenario(HOST, List.of(), Load.rr(1, 0, 3)), 1);
        alone.advance(SECOND / 10);
        double once = completed(alone);
        assertEquals(1, answered / once, 0.02);
    }

    private static long completed(Simulation simulation) {
        return peer(simulation, "vm0").completed();
    }

    @Test
    void aQueueThatMovesLosesNothing() {
        Simulation simulation = begun(scenario(HOST, List.of(), Load.openIn(64, 100_000, 4, 1)), 1);
        WorkerId one = Objects.requireNonNull(simulation.queues().get(QueueId.parse("vm0/rx0")));
        WorkerId other = simulation.addWorker(CpuSet.of(0), PollMode.POLL);
        for (int i = 1; i <= 20; i++) {
            simulation.advance(i * SECOND / 100);
            simulation.attach(QueueId.parse("vm0/rx0"), i % 2 == 0 ? one : other);
        }
        Vcpu guest = simulation.guest("vm0");
        assertEquals(guest.flow.offered, guest.rx.counts[QueueCounter.PACKETS.ordinal()] + guest.rx.waiting.count());
        assertEquals(20, guest.rx.counts[QueueCounter.MOVES.ordinal()]);
    }

    @Test
    void aWorkerWithQueuesIsNotRetired() {
        Simulation simulation = begun(scenario(HOST, List.of(), Load.IDLE), 1);
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> simulation.retire(new WorkerId("w0")));
        assertEquals("w0 still has 2 queues", refused.getMessage());
    }

    @Test
    void aGuestThatLeavesIsSeenNoMore() {
        Simulation simulation =
                begun(scenario(HOST, List.of(Scene.leaves(0.1, "vm0")), Load.rr(1, 0, 3), Load.rr(1, 0, 3)), 1);
        simulation.advance(SECOND / 5);
        assertEquals(
                List.of("vm1/rx0", "vm1/tx0"),
                simulation.queues().keySet().stream().map(QueueId::toString).toList());
    }
}
