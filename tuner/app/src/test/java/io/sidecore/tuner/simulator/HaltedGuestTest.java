package io.sidecore.tuner.simulator;

import static io.sidecore.tuner.simulator.Stage.HOST;
import static io.sidecore.tuner.simulator.Stage.SECOND;
import static io.sidecore.tuner.simulator.Stage.begun;
import static io.sidecore.tuner.simulator.Stage.peer;
import static io.sidecore.tuner.simulator.Stage.scenario;
import static io.sidecore.tuner.simulator.Stage.share;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.tuner.simulator.scenario.Load;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the host's polling for a halted guest brings, and what it takes. */
class HaltedGuestTest {

    private static final Costs UNPOLLED = CostsFile.parse("unpolled", "{\"haltPoll\": 0}");

    private static Simulation asked(Costs costs, CpuSet worker, PollMode mode, double thinkMicros) {
        Simulation simulation = begun(scenario(HOST, List.of(), Load.rr(1, thinkMicros, 3)), costs, 1);
        share(simulation, worker, mode);
        simulation.advance(SECOND / 2);
        return simulation;
    }

    @Test
    void anAnswerComesEarlierByTheWakeUpThatIsSpared() {
        double polled =
                peer(asked(Costs.KERNEL, CpuSet.of(0), PollMode.POLL, 0), "vm0").meanNanos();
        double unpolled =
                peer(asked(UNPOLLED, CpuSet.of(0), PollMode.POLL, 0), "vm0").meanNanos();
        double spared = Costs.KERNEL.wakeDelay() + Costs.KERNEL.halt() - Costs.KERNEL.polledHalt();
        assertEquals(spared, unpolled - polled, 50);
    }

    @Test
    void aGuestThatWaitsForShortTimesKeepsItsCpuBusy() {
        assertEquals(
                SECOND / 2,
                (double) asked(Costs.KERNEL, CpuSet.of(0), PollMode.POLL, 0).guest("vm0").runNanos,
                0.02 * SECOND);
        assertTrue(asked(UNPOLLED, CpuSet.of(0), PollMode.POLL, 0).guest("vm0").runNanos < SECOND / 5);
    }

    @Test
    void aGuestThatWaitsForLongIsNotPolledFor() {
        double polled = asked(Costs.KERNEL, CpuSet.of(0), PollMode.POLL, 10_000).guest("vm0").runNanos;
        double unpolled = asked(UNPOLLED, CpuSet.of(0), PollMode.POLL, 10_000).guest("vm0").runNanos;
        assertEquals(1, polled / unpolled, 0.2); // a few thinks are short
    }

    /** KVM polls only while no other thread is to run there. */
    @Test
    void whoPollsLeavesItsCpuToWhoeverComes() {
        double polled = peer(asked(Costs.KERNEL, CpuSet.of(1), PollMode.SLEEP, 0), "vm0")
                .meanNanos();
        double unpolled =
                peer(asked(UNPOLLED, CpuSet.of(1), PollMode.SLEEP, 0), "vm0").meanNanos();
        assertTrue(polled <= unpolled, () -> polled + " ns against " + unpolled);
    }
}
