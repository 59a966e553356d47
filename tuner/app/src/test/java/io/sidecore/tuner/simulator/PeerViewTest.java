package io.sidecore.tuner.simulator;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerViewTest {

    private static Simulation twoGuests() {
        List<GuestSpec> guests = List.of(
                GuestSpec.of("asked", 0, Load.rr(1, 0, 4)), GuestSpec.of("sends", 1, Load.streamOut(1500, 8, 2)));
        return new Simulation(
                new Scenario("two", "", HostSpec.of(4, CpuSet.of(3), 10), guests, List.of(), 1), Costs.KERNEL, 1);
    }

    private static PeerView view(Simulation simulation, String guest) {
        return requireNonNull(simulation.peers().get(guest), guest);
    }

    @Test
    void whoIsAskedIsSeenToAnswerAndWhoSendsIsNot() {
        Simulation simulation = twoGuests();
        simulation.advance(10_000_000);
        PeerView asked = view(simulation, "asked");
        assertTrue(asked.completed() > 100, () -> "answers: " + asked.completed());
        assertTrue(asked.quantileNanos(0) > 0.8 * asked.meanNanos());
        assertTrue(asked.quantileNanos(0.5) <= asked.quantileNanos(1));
        assertEquals(0, view(simulation, "sends").completed());
    }

    @Test
    void aViewDoesNotChangeAndTheNextIsItAndWhatCameSince() {
        Simulation simulation = twoGuests();
        simulation.advance(10_000_000);
        PeerView first = view(simulation, "asked");
        long completed = first.completed();
        simulation.advance(20_000_000);
        PeerView second = view(simulation, "asked");
        assertEquals(completed, first.completed());
        PeerView sum = second.since(first).plus(first);
        assertEquals(second.completed(), sum.completed());
        assertEquals(second.meanNanos(), sum.meanNanos());
        assertEquals(second.quantileNanos(0.99), sum.quantileNanos(0.99));
    }

    @Test
    void whereNothingWasSeenAllIsZero() {
        assertEquals(0, PeerView.NONE.completed());
        assertEquals(0, PeerView.NONE.meanNanos());
        assertEquals(0, PeerView.NONE.quantileNanos(0.99));
    }

    @Test
    void aShareAboveOneIsRefused() {
        assertEquals(
                "share must be in [0,1]: 99.0",
                assertThrows(IllegalArgumentException.class, () -> PeerView.NONE.quantileNanos(99))
                        .getMessage());
    }
}
