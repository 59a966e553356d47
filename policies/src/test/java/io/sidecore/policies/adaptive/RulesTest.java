package io.sidecore.policies.adaptive;

import static io.sidecore.policies.Stories.placement;
import static io.sidecore.policies.Stories.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Interference;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.collector.signal.Saturation;
import io.sidecore.collector.signal.WorkerLoad;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.Parameters.Adaptive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** One rule at a time: what it proposes in a situation, what it says, and what it leaves alone. */
class RulesTest {

    private static final Adaptive LIMITS = new Adaptive(0.8, 0.95, 0.2, 0.3, 500, 0.6, 50, 200);
    private static final Cores TWO = new Cores(CpuSet.of(0), CpuSet.of(0, 1));
    private static final Cores FOUR = new Cores(CpuSet.of(0, 1), CpuSet.parse("0-3"));

    /** A placement, and what was seen under it: {@code seen("w0 0 poll: vm1").load("vm1", 0.3)}. */
    private static final class Seen {
        private final Placement placement;
        private final Cores cores;
        private final Map<String, Double> loads = new TreeMap<>();
        private final Map<String, Double> waiting = new TreeMap<>();
        private final Map<String, Double> emptyPolls = new TreeMap<>();
        private double sleepsPerSecond;
        private double packetsPerSecond = 10_000;

        Seen(Cores cores, String text) {
            this.cores = cores;
            this.placement = placement(text);
        }

        Seen load(String guest, double load) {
            loads.put(guest, load);
            return this;
        }

        Seen waiting(String worker, double share) {
            waiting.put(worker, share);
            return this;
        }

        Seen emptyPolls(String worker, double share) {
            emptyPolls.put(worker, share);
            return this;
        }

        Seen wakeUps(double eachPerSecond) {
            sleepsPerSecond = eachPerSecond;
            return this;
        }

        Seen packets(double ofEachWorkerPerSecond) {
            packetsPerSecond = ofEachWorkerPerSecond;
            return this;
        }

        private Situation situation() {
            List<WorkerLoad> workers = new ArrayList<>();
            List<QueueLoad> queues = new ArrayList<>();
            placement
                    .queues()
                    .forEach((queue, worker) -> queues.add(new QueueLoad(
                            queue,
                            Optional.of(worker),
                            0,
                            0,
                            0,
                            0,
                            0,
                            loads.getOrDefault(queue.device(), 0.0) / 2,
                            0,
                            0,
                            Optional.empty())));
            placement.workers().forEach((worker, setting) -> workers.add(load(worker, setting)));
            Observation now = new Observation(0, Duration.ofMillis(500), workers, queues, OptionalDouble.empty());
            return new Situation(now, placement, cores, LIMITS);
        }

        private WorkerLoad load(WorkerId worker, Placement.Setting setting) {
            double busy = placement.queuesOf(worker).stream()
                    .map(QueueId::device)
                    .distinct()
                    .mapToDouble(guest -> loads.getOrDefault(guest, 0.0))
                    .sum();
            return new WorkerLoad(
                    worker,
                    setting.cpus(),
                    setting.mode(),
                    new Saturation(Math.min(1, busy)),
                    emptyPolls.getOrDefault(worker.name(), 0.0),
                    busy,
                    Optional.of(new Interference(waiting.getOrDefault(worker.name(), 0.0))),
                    OptionalDouble.empty(),
                    sleepsPerSecond,
                    0,
                    setting.mode().equals(PollMode.POLL) ? 0 : sleepsPerSecond,
                    packetsPerSecond);
        }

        /** The reason that the rule gives and the placement that it leads to, or nothing. */
        void yields(Rule rule, String reason, String reached) {
            Optional<Decision> decision = rule.propose(situation());
            assertTrue(decision.isPresent(), "proposes nothing");
            assertEquals(reason, decision.get().reason().text());
            assertEquals(reached, text(placement.after(decision.get())));
        }

        void yieldsNothing(Rule rule) {
            assertEquals(Optional.empty(), rule.propose(situation()));
        }
    }

    private static Seen seen(Cores cores, String placement) {
        return new Seen(cores, placement);
    }

    @Test
    void retireEmptyKeepsWhoServes() {
        seen(TWO, "w0 0-1 sleep:; w1 0-1 sleep: vm1; w2 0-1 sleep:")
                .yields(new RetireEmpty(), "no guest is left on w0, w2; retiring", "w1 0-1 sleep: vm1");
        seen(TWO, "w0 0-1 sleep:; w1 0-1 sleep:").yieldsNothing(new RetireEmpty());
    }

    @Test
    void pollNeedsAnIoCoreOfItsOwnAndManyWakeUps() {
        seen(TWO, "w0 0 sleep: vm1")
                .wakeUps(4000)
                .yields(
                        new Poll(),
                        "w0 sleeps and wakes up 4000/s on I/O core 0, which it has to itself (waits 0%); polling saves"
                                + " the wake-ups",
                        "w0 0 poll: vm1");
        seen(TWO, "w0 0 sleep: vm1").wakeUps(499).yieldsNothing(new Poll());
        seen(TWO, "w0 0-1 sleep: vm1").wakeUps(4000).yieldsNothing(new Poll());
        seen(TWO, "w0 0 sleep: vm1; w1 0 sleep: vm2").wakeUps(4000).yieldsNothing(new Poll());
        seen(TWO, "w0 0 sleep: vm1").wakeUps(4000).waiting("w0", 0.21).yieldsNothing(new Poll());
    }

    @Test
    void spinSavesWakeUpsAnywhereButOnAContendedCpu() {
        seen(TWO, "w0 0-1 sleep: vm1")
                .load("vm1", 0.25)
                .wakeUps(4000)
                .yields(
                        new Spin(),
                        "w0 sleeps and wakes up 4000/s at load 25%; looking for 50 us before it sleeps saves most"
                                + " wake-ups",
                        "w0 0-1 spin=50us: vm1");
        seen(TWO, "w0 0-1 sleep: vm1").wakeUps(4000).waiting("w0", 0.3).yieldsNothing(new Spin());
    }

    @Test
    void pollLessGoesDownByOneStepUnderLoadAndToSleepWithout() {
        seen(TWO, "w0 0 poll: vm1")
                .emptyPolls("w0", 0.7)
                .yields(
                        new PollLess(),
                        "w0 spends 70% of its time on empty polls at 10000/s frames; spin=50us saves up to 0.70 CPUs",
                        "w0 0 spin=50us: vm1");
        seen(TWO, "w0 0 poll: vm1")
                .emptyPolls("w0", 0.99)
                .packets(12)
                .yields(
                        new PollLess(),
                        "w0 spends 99% of its time on empty polls at 12/s frames; sleep saves up to 0.99 CPUs",
                        "w0 0 sleep: vm1");
        seen(TWO, "w0 0 poll: vm1").emptyPolls("w0", 0.59).yieldsNothing(new PollLess());
    }

    @Test
    void aContendedPollerMovesSleepsOrIsUnpinned() {
        seen(FOUR, "w0 0 poll: vm1; w1 1 poll:")
                .waiting("w0", 0.5)
                .yields(
                        new LeaveContendedCore(),
                        "w0 waits for CPU 0 50% of the time; I/O core 1 is free",
                        "w0 1 poll: vm1; w1 1 poll:");
        Seen two = seen(TWO, "w0 0 poll: vm1").waiting("w0", 0.5).emptyPolls("w0", 0.3);
        two.yieldsNothing(new LeaveContendedCore());
        two.yields(
                new StopContendedPolling(),
                "w0 waits for CPU 0 50% of the time, and spends 30% on empty polls; sleeping between kicks gives it the"
                        + " CPU when work comes",
                "w0 0 sleep: vm1");
        two.yields(
                new Unpin(),
                "w0 waits for CPU 0 50% of the time, and no I/O core is free; it may find room on any of 0-1",
                "w0 0-1 poll: vm1");
        Seen calm = seen(TWO, "w0 0 poll: vm1").waiting("w0", 0.19);
        calm.yieldsNothing(new StopContendedPolling());
        calm.yieldsNothing(new Unpin());
    }

    @Test
    void balanceMovesTheGuestThatEvensBest() {
        seen(FOUR, "w0 0 poll: vm1 vm2 vm3; w1 1 poll: vm4")
                .load("vm1", 0.4)
                .load("vm2", 0.31)
                .load("vm3", 0.2)
                .load("vm4", 0.22)
                .yields(
                        new Balance(),
                        "w0 is at 91%, w1 at 22%; moving vm2 (31%) evens them to 60% and 53%",
                        "w0 0 poll: vm1 vm3; w1 1 poll: vm2 vm4");
    }

    @Test
    void balanceLeavesAloneWhatWouldOnlyChangeSides() {
        seen(FOUR, "w0 0 poll: vm1; w1 1 poll: vm2")
                .load("vm1", 0.9)
                .load("vm2", 0.1)
                .yieldsNothing(new Balance());
        seen(FOUR, "w0 0 poll: vm1 vm2; w1 1 poll: vm3")
                .load("vm1", 0.3)
                .load("vm2", 0.1)
                .yieldsNothing(new Balance()); // nobody waits at 40 %
    }
}
