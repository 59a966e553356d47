package io.sidecore.tuner.backend.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.policies.guard.Shape;
import io.sidecore.tuner.backend.Actuation;
import io.sidecore.tuner.simulator.Costs;
import io.sidecore.tuner.simulator.Simulation;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.HostSpec;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes and their undo, many steps as one among them. */
class SimulatedBackendTest {

    private static final Reason WHY = Reason.of("why");
    private static final WorkerId W0 = new WorkerId("w0");

    private final SimulatedBackend backend = new SimulatedBackend(
            new Simulation(
                    new Scenario(
                            "three",
                            "",
                            HostSpec.of(4, CpuSet.of(0), 10),
                            List.of(
                                    GuestSpec.of("a", 1, Load.rr(1, 100, 3)),
                                    GuestSpec.of("b", 2, Load.rr(1, 100, 3)),
                                    GuestSpec.of("c", 3, Load.rr(1, 100, 3))),
                            List.of(),
                            10),
                    Costs.KERNEL,
                    1),
            Duration.ofMillis(10),
            sample -> {});

    @AfterEach
    void close() {
        backend.close();
    }

    private static List<QueueId> queues(String guest) {
        return List.of(new QueueId(guest, QueueId.Direction.RX, 0), new QueueId(guest, QueueId.Direction.TX, 0));
    }

    @Test
    void anArrangementIsCarriedOutInOrderAndUndoneAsOne() {
        Placement before = backend.placement();
        Decision decision = new Decision.Arrange(
                List.of(
                        new Decision.AddWorker(CpuSet.of(0), PollMode.POLL, queues("c"), WHY),
                        new Decision.Attach(queues("b"), W0, WHY),
                        new Decision.Repin(W0, CpuSet.of(0), WHY),
                        new Decision.RetireWorker(List.of(new WorkerId("w1"), new WorkerId("w2")), W0, WHY)),
                WHY);
        Actuation actuation = decision.match(backend).orElseThrow();
        assertEquals(Shape.of(before.after(decision)), Shape.of(backend.placement()));
        assertEquals(2, backend.placement().workers().size());
        backend.read();
        actuation.undo();
        assertEquals(Shape.of(before), Shape.of(backend.placement()));
    }

    @Test
    void whatFailsHalfWayIsUndone() {
        Placement before = backend.placement();
        Decision decision = new Decision.Arrange(
                List.of(
                        new Decision.AddWorker(CpuSet.of(0), PollMode.POLL, queues("a"), WHY),
                        new Decision.Repin(new WorkerId("nobody"), CpuSet.of(0), WHY)),
                WHY);
        assertThrows(IllegalArgumentException.class, () -> decision.match(backend));
        assertEquals(before, backend.placement());
    }

    /** Whatever was changed, undone in the opposite order it is as it was, but for the names of workers. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void changesUndoneBackwardsLeaveNothing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> before = Shape.of(backend.placement());
        List<Actuation> done = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            done.add(random(random).match(backend).orElseThrow());
            backend.read();
        }
        for (int i = done.size() - 1; i >= 0; i--) {
            done.get(i).undo();
            backend.read();
        }
        assertEquals(before, Shape.of(backend.placement()));
    }

    private Decision random(SplittableRandom random) {
        List<WorkerId> workers = List.copyOf(backend.placement().workers().keySet());
        WorkerId worker = workers.get(random.nextInt(workers.size()));
        List<QueueId> guest = queues(String.valueOf((char) ('a' + random.nextInt(3))));
        return switch (random.nextInt(5)) {
            case 0 -> new Decision.Attach(guest, worker, WHY);
            case 1 -> new Decision.Repin(worker, CpuSet.of(random.nextInt(4)), WHY);
            case 2 -> new Decision.Poll(worker, random.nextBoolean() ? PollMode.POLL : PollMode.SLEEP, WHY);
            case 3 -> new Decision.AddWorker(CpuSet.of(0), PollMode.SLEEP, guest, WHY);
            default -> new Decision.Poll(worker, PollMode.spin(Duration.ofNanos(20_000)), WHY);
        };
    }
}
