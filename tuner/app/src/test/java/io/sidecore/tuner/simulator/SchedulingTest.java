package io.sidecore.tuner.simulator;

import static io.sidecore.tuner.simulator.Stage.HOST;
import static io.sidecore.tuner.simulator.Stage.SECOND;
import static io.sidecore.tuner.simulator.Stage.begun;
import static io.sidecore.tuner.simulator.Stage.received;
import static io.sidecore.tuner.simulator.Stage.runNanos;
import static io.sidecore.tuner.simulator.Stage.scenario;
import static io.sidecore.tuner.simulator.Stage.share;
import static io.sidecore.tuner.simulator.Stage.threadTimes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import io.sidecore.tuner.simulator.scenario.Scene;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who gets how much of which CPU. */
class SchedulingTest {

    @Test
    void aBusyLoopTakesAboutHalfOfTheCpuOfAWorkerThatHasMuchToDo() {
        Scenario alone = scenario(HOST, List.of(), Load.openIn(64, 3_000_000, 32, 0.1));
        Scenario disturbed = scenario(HOST, List.of(Scene.busy(0, 0, 1)), Load.openIn(64, 3_000_000, 32, 0.1));
        assertEquals(1, shareOfCpu(alone), 0.02);
        assertEquals(0.5, shareOfCpu(disturbed), 0.05);
    }

    @Test
    void theSiblingOfABusyHardwareThreadIsSlower() {
        HostSpec host = new HostSpec(6, 1, 2, CpuSet.of(0), HostSpec.all(6), 40, false);
        Load much = Load.openIn(64, 3_000_000, 32, 0.1);
        GuestSpec guest = GuestSpec.of("vm0", 4, much);
        Simulation alone = begun(new Scenario("test", "", host, List.of(guest), List.of(), 1), 1);
        Simulation beside = begun(new Scenario("test", "", host, List.of(guest), List.of(Scene.busy(0, 1, 1)), 1), 1);
        share(alone, CpuSet.of(0), PollMode.SLEEP);
        share(beside, CpuSet.of(0), PollMode.SLEEP);
        alone.advance(SECOND / 5);
        beside.advance(SECOND / 5);
        assertEquals(Costs.KERNEL.sibling(), (double) received(beside) / received(alone), 0.03);
    }

    /** However long it has had the CPU to itself: it need not pay that back. */
    @Test
    void aPollerSharesWithWhoComesLate() {
        Simulation simulation = begun(scenario(HOST, List.of(Scene.busy(5, 0, 1)), Load.rr(1, 100, 3)), 1);
        WorkerId worker = share(simulation, CpuSet.of(0), PollMode.POLL);
        simulation.advance(5 * SECOND);
        long before = runNanos(simulation, worker);
        simulation.advance(6 * SECOND);
        assertEquals(0.5, (double) (runNanos(simulation, worker) - before) / SECOND, 0.02);
    }

    /** A thread that moves takes along how far it is behind or ahead of others, not how much it ever had. */
    @Test
    void aPollerThatIsPinnedElsewhereSharesThere() {
        Simulation simulation = begun(scenario(HOST, List.of(Scene.busy(4, 5, 1)), Load.rr(1, 100, 3)), 1);
        WorkerId worker = share(simulation, CpuSet.of(0), PollMode.POLL);
        simulation.advance(5 * SECOND);
        long before = runNanos(simulation, worker);
        simulation.pin(worker, CpuSet.of(5));
        simulation.advance(6 * SECOND);
        assertEquals(0.5, (double) (runNanos(simulation, worker) - before) / SECOND, 0.02);
    }

    /** A sample in the middle of a wait counts what there was of it, and does not make it two. */
    @Test
    void eachWaitIsCountedOnceHoweverOftenItIsLookedAt() {
        Scenario disturbed = scenario(HOST, List.of(Scene.busy(0, 0, 1)), Load.openIn(64, 20_000, 1, 0.1));
        Simulation seldom = begun(disturbed, 1);
        Simulation often = begun(disturbed, 1);
        WorkerId worker = share(seldom, CpuSet.of(0), PollMode.SLEEP);
        share(often, CpuSet.of(0), PollMode.SLEEP);
        for (int i = 1; i <= 5000; i++) {
            often.advance(i * SECOND / 5000);
            often.sample();
        }
        seldom.advance(SECOND);
        ThreadTimes times = threadTimes(often, worker);
        assertEquals(times.slices(), times.runDelay().orElseThrow().count());
        assertEquals(threadTimes(seldom, worker), times);
        long longest = 1L << times.runDelay().orElseThrow().slotCount();
        assertTrue(longest > SECOND / 1000, () -> "a time slice of others is longer than 1 ms: " + longest + " ns");
    }

    private static double shareOfCpu(Scenario scenario) {
        Simulation simulation = begun(scenario, 1);
        WorkerId worker = share(simulation, CpuSet.of(0), PollMode.SLEEP);
        simulation.advance(SECOND);
        return (double) runNanos(simulation, worker) / SECOND;
    }
}
