package io.sidecore.policies.adaptive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The steps from a placement to an arrangement. */
class ArrangementTest {

    private static final Reason WHY = Reason.of("why");
    private static final CpuSet ANY = CpuSet.parse("0-3");
    private static final WorkerId W0 = new WorkerId("w0");
    private static final WorkerId W1 = new WorkerId("w1");

    private static QueueId rx(String guest) {
        return new QueueId(guest, QueueId.Direction.RX, 0);
    }

    private static Guest guest(String name, WorkerId worker, double load) {
        return new Guest(name, List.of(rx(name)), worker, load);
    }

    /** w0 serves a and b, w1 serves c; both sleep, anywhere. */
    private static Placement placement() {
        SortedMap<WorkerId, Placement.Setting> workers = new TreeMap<>();
        workers.put(W0, new Placement.Setting(ANY, PollMode.SLEEP));
        workers.put(W1, new Placement.Setting(ANY, PollMode.SLEEP));
        return new Placement(workers, new TreeMap<>(Map.of(rx("a"), W0, rx("b"), W0, rx("c"), W1)));
    }

    private static final Guest A = guest("a", W0, 0.2);
    private static final Guest B = guest("b", W0, 0.1);
    private static final Guest C = guest("c", W1, 0.3);

    @Test
    void whatIsThereNeedsNoStep() {
        Arrangement same = new Arrangement(
                "same",
                List.of(
                        new Arrangement.Worker(ANY, PollMode.SLEEP, List.of(C)),
                        new Arrangement.Worker(ANY, PollMode.SLEEP, List.of(A, B))));
        assertEquals(Optional.empty(), same.from(placement(), WHY));
    }

    @Test
    void oneStepIsThatStep() {
        Arrangement polling = new Arrangement(
                "polling",
                List.of(
                        new Arrangement.Worker(ANY, PollMode.POLL, List.of(C)),
                        new Arrangement.Worker(ANY, PollMode.SLEEP, List.of(A, B))));
        assertEquals(Optional.of(new Decision.Poll(W1, PollMode.POLL, WHY)), polling.from(placement(), WHY));
    }

    /** The worker that has most of the guests stays, takes the rest, and goes to the core; the other one ends. */
    @Test
    void gatheringMovesTheFewest() {
        CpuSet core = CpuSet.of(0);
        Arrangement one =
                new Arrangement("one", List.of(new Arrangement.Worker(core, PollMode.POLL, List.of(C, A, B))));
        assertEquals(
                Optional.of(new Decision.Arrange(
                        List.of(
                                new Decision.Attach(List.of(rx("c")), W0, WHY),
                                new Decision.Repin(W0, core, WHY),
                                new Decision.Poll(W0, PollMode.POLL, WHY),
                                new Decision.RetireWorker(List.of(W1), W0, WHY)),
                        WHY)),
                one.from(placement(), WHY));
    }

    /** A new worker takes its guests as it starts; what the steps lead to is the arrangement. */
    @Test
    void spreadingAddsWorkers() {
        Arrangement three = new Arrangement(
                "three",
                List.of(
                        new Arrangement.Worker(ANY, PollMode.SLEEP, List.of(A)),
                        new Arrangement.Worker(ANY, PollMode.SLEEP, List.of(B)),
                        new Arrangement.Worker(ANY, PollMode.SLEEP, List.of(C))));
        Decision decision = three.from(placement(), WHY).orElseThrow();
        assertEquals(new Decision.AddWorker(ANY, PollMode.SLEEP, List.of(rx("b")), WHY), decision);
        Placement after = placement().after(decision);
        assertEquals(3, after.workers().size());
        assertEquals(3, after.queues().values().stream().distinct().count());
    }
}
