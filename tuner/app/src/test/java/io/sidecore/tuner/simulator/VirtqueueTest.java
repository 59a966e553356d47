package io.sidecore.tuner.simulator;

import static io.sidecore.tuner.simulator.Stage.HOST;
import static io.sidecore.tuner.simulator.Stage.SECOND;
import static io.sidecore.tuner.simulator.Stage.begun;
import static io.sidecore.tuner.simulator.Stage.received;
import static io.sidecore.tuner.simulator.Stage.scenario;
import static io.sidecore.tuner.simulator.Stage.share;
import static io.sidecore.tuner.simulator.Stage.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.tuner.simulator.scenario.Load;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ring has so many places and no more. */
class VirtqueueTest {

    private static PollMode mode(String text) {
        return PollMode.parse(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep", "poll", "spin=50us"})
    void aGuestThatIsTooSlowIsGivenNoMoreThanItHasBuffersFor(String mode) {
        Simulation simulation = begun(scenario(HOST, List.of(), Load.openIn(64, 200_000, 4, 10)), 1);
        share(simulation, CpuSet.of(0), mode(mode));
        simulation.advance(SECOND);
        Vcpu guest = simulation.guest("vm0");
        assertTrue(guest.buffers() >= 0, () -> "buffers: " + guest.buffers());
        assertEquals(100_000, (double) received(simulation), 2000); // one each 10 us
        assertEquals(
                guest.flow.offered, received(simulation) + simulation.drops().guests() + guest.rx.waiting.count());
    }

    /** The worker calls when a full queue has places again: the guest need not wait for its next burst. */
    @ParameterizedTest
    @ValueSource(strings = {"sleep", "poll", "spin=50us"})
    void aGuestThatIsTooFastGoesOnWhenItsQueueHasPlacesAgain(String mode) {
        Simulation simulation = begun(scenario(HOST, List.of(), Load.openOut(64, 10_000, 1000, 0.01)), 1);
        share(simulation, CpuSet.of(0), mode(mode));
        simulation.advance(10 * SECOND);
        long sent = sum(simulation.sample(), QueueCounter.PACKETS, QueueId.Direction.TX);
        assertEquals(100_000, (double) sent, 0.25 * 100_000); // some bursts come too soon after another
    }
}
