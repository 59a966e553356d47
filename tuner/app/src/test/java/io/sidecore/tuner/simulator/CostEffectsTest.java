package io.sidecore.tuner.simulator;

import static io.sidecore.tuner.simulator.Stage.HOST;
import static io.sidecore.tuner.simulator.Stage.SECOND;
import static io.sidecore.tuner.simulator.Stage.begun;
import static io.sidecore.tuner.simulator.Stage.busyPerFrame;
import static io.sidecore.tuner.simulator.Stage.received;
import static io.sidecore.tuner.simulator.Stage.runNanos;
import static io.sidecore.tuner.simulator.Stage.scenario;
import static io.sidecore.tuner.simulator.Stage.share;
import static io.sidecore.tuner.simulator.Stage.sum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.Sample;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each step costs is seen where it should be. */
class CostEffectsTest {

    /** More frames of 64 bytes than a worker can give to guests. */
    private static final Load FLOOD = Load.openIn(64, 3_000_000, 32, 0.1);

    @Test
    void aWorkerThatPollsCostsOneCpuHoweverLittleThereIsToDo() {
        Simulation simulation = begun(scenario(HOST, List.of(), Load.openIn(64, 100, 1, 1)), 1);
        WorkerId worker = share(simulation, CpuSet.of(0), PollMode.POLL);
        simulation.advance(SECOND);
        assertEquals(SECOND, (double) runNanos(simulation, worker), 1e5);
    }

    @Test
    void aWorkerThatSleepsCostsWhatItDoes() {
        Simulation simulation = begun(scenario(HOST, List.of(), Load.openIn(64, 100, 1, 1)), 1);
        WorkerId worker = share(simulation, CpuSet.of(0), PollMode.SLEEP);
        simulation.advance(SECOND);
        long framesBefore = received(simulation);
        long before = runNanos(simulation, worker);
        simulation.advance(3 * SECOND);
        long frames = received(simulation) - framesBefore;
        double each = Costs.KERNEL.packet()
                + 64 * Costs.KERNEL.kilobyte() / 1000
                + Costs.KERNEL.visit()
                + Costs.KERNEL.call()
                + 2 * Costs.KERNEL.wakeWorker();
        assertTrue(frames > 150, () -> "frames: " + frames);
        assertEquals(frames * each, (double) (runNanos(simulation, worker) - before), 0.01 * frames * each);
    }

    @Test
    void aWorkerThatSpinsLongEnoughNeedsNoKickForTheAnswer() {
        Simulation simulation = begun(scenario(HOST, List.of(), Load.rr(1, 0, 3)), 1);
        share(simulation, CpuSet.of(0), PollMode.spin(Duration.ofMillis(1)));
        simulation.advance(SECOND / 10);
        long kicks = sum(simulation.sample(), QueueCounter.KICKS, QueueId.Direction.TX);
        simulation.advance(SECOND / 5);
        assertEquals(kicks, sum(simulation.sample(), QueueCounter.KICKS, QueueId.Direction.TX));
    }

    @Test
    void aKickIsSparedWhileTheWorkerPolls() {
        Simulation simulation = begun(scenario(HOST, List.of(), Load.rr(1, 0, 3)), 1);
        share(simulation, CpuSet.of(0), PollMode.POLL);
        simulation.advance(SECOND / 10);
        long kicks = sum(simulation.sample(), QueueCounter.KICKS, QueueId.Direction.TX);
        simulation.advance(SECOND / 5);
        assertEquals(kicks, sum(simulation.sample(), QueueCounter.KICKS, QueueId.Direction.TX));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void postedInterruptsCostLess(long seed) {
        HostSpec posted = new HostSpec(6, 1, 1, CpuSet.of(0), HostSpec.all(6), 40, true);
        Simulation with = begun(scenario(posted, List.of(), Load.rr(1, 0, 3)), seed);
        Simulation without = begun(scenario(HOST, List.of(), Load.rr(1, 0, 3)), seed);
        with.advance(SECOND / 5);
        without.advance(SECOND / 5);
        assertTrue(received(with) > received(without), () -> received(with) + " against " + received(without));
        assertTrue(guestNanosPerFrame(with) < guestNanosPerFrame(without));
    }

    private static double guestNanosPerFrame(Simulation simulation) {
        return (double) simulation.guest("vm0").runNanos / received(simulation);
    }

    @Test
    void aWorkerOnTheOtherNodeIsSlowerByTheCostOfRemoteMemory() {
        HostSpec host = new HostSpec(4, 2, 1, CpuSet.of(0, 2), HostSpec.all(4), 100, false);
        GuestSpec guest = new GuestSpec("vm0", CpuSet.of(3), 1, "", Load.streamIn(1500, 128, 0.1), 0);
        Scenario scenario = new Scenario("test", "", host, List.of(guest), List.of(), 1);
        Simulation near = begun(scenario, 1);
        Simulation far = begun(scenario, 1);
        share(near, CpuSet.of(2), PollMode.POLL);
        share(far, CpuSet.of(0), PollMode.POLL);
        near.advance(SECOND / 5);
        far.advance(SECOND / 5);
        assertTrue(received(far) < received(near), () -> received(far) + " against " + received(near));
        double ratio = busyPerFrame(far) / busyPerFrame(near);
        assertTrue(ratio > 1.2 && ratio <= Costs.KERNEL.remote(), () -> "ratio " + ratio);
    }

    /** How long a visit takes to one of two flooded guests of these cgroups, whom a worker serves that does nothing else. */
    private static double visitNanos(String one, String other, Costs costs) {
        List<GuestSpec> guests = List.of(
                new GuestSpec("vm0", CpuSet.of(1), 0, one, FLOOD, 0),
                new GuestSpec("vm1", CpuSet.of(2), 0, other, FLOOD, 0));
        Simulation simulation = begun(new Scenario("test", "", HOST, guests, List.of(), 1), costs, 1);
        share(simulation, CpuSet.of(0), PollMode.POLL);
        simulation.advance(SECOND / 2);
        return (double) costs.visitPackets() * (SECOND / 2) / received(simulation);
    }

    @Test
    void aWorkerPaysForEachTurnToAGuestOfAnotherCgroup() {
        double more = visitNanos("/red", "/blue", Costs.KERNEL) - visitNanos("/red", "/red", Costs.KERNEL);
        assertEquals(Costs.KERNEL.cgroupSwitch(), more, 100);
    }

    @Test
    void aWorkerPaysForEachQueueThatItLeavesAtTheWeightLimit() {
        Costs dear = CostsFile.parse("dear", "{\"requeue\": " + (Costs.KERNEL.requeue() + 3000) + "}");
        assertEquals(3000, visitNanos("", "", dear) - visitNanos("", "", Costs.KERNEL), 300);
    }

    private static double busyPerFrameOf(int burst) {
        Simulation simulation = begun(scenario(HOST, List.of(), Load.openIn(64, 500 * burst, burst, 0.1)), 1);
        share(simulation, CpuSet.of(0), PollMode.POLL);
        simulation.advance(2 * SECOND);
        return busyPerFrame(simulation);
    }

    @Test
    void framesThatComeTogetherShareTheCostOfAVisitAndACall() {
        double each = Costs.KERNEL.packet() + 64 * Costs.KERNEL.kilobyte() / 1000;
        double shared = Costs.KERNEL.visit() + Costs.KERNEL.call();
        assertEquals(each + shared, busyPerFrameOf(1), 0.02 * each);
        assertEquals(each + shared / 16, busyPerFrameOf(16), 0.02 * each);
    }

    private static double framesPerVisit(Simulation simulation) {
        Sample sample = simulation.sample();
        return (double) sum(sample, QueueCounter.PACKETS, QueueId.Direction.RX)
                / sum(sample, QueueCounter.VISITS, QueueId.Direction.RX);
    }

    /** The same frames, by one worker or by one for each guest. */
    @Test
    void tooManyWorkersLoseBatches() {
        Load load = Load.openIn(64, 350_000, 1, 0.2);
        Simulation one = begun(scenario(HOST, List.of(), load, load, load, load), 1);
        share(one, CpuSet.of(0), PollMode.POLL);
        Simulation each = begun(scenario(HOST, List.of(), load, load, load, load), 1);
        one.advance(SECOND / 2);
        each.advance(SECOND / 2);
        assertEquals(1, (double) received(one) / received(each), 0.01);
        assertTrue(
                framesPerVisit(one) > 1.5 * framesPerVisit(each),
                () -> framesPerVisit(one) + " frames a visit against " + framesPerVisit(each));
    }

    private static double guestNanosPerSent(PollMode mode) {
        Costs unpolled = CostsFile.parse("unpolled", "{\"haltPoll\": 0}");
        Simulation simulation = begun(scenario(HOST, List.of(), Load.openOut(64, 100, 1, 1)), unpolled, 1);
        share(simulation, CpuSet.of(0), mode);
        simulation.advance(3 * SECOND);
        long sent = sum(simulation.sample(), QueueCounter.PACKETS, QueueId.Direction.TX);
        return (double) simulation.guest("vm0").runNanos / sent;
    }

    @Test
    void aGuestPaysForEachKickAndForNoneToAWorkerThatPolls() {
        double halted = Costs.KERNEL.halt() + 1000;
        assertEquals(halted, guestNanosPerSent(PollMode.POLL), 0.02 * halted);
        assertEquals(halted + Costs.KERNEL.kick(), guestNanosPerSent(PollMode.SLEEP), 0.02 * halted);
    }
}
