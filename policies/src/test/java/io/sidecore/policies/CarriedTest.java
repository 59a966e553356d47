package io.sidecore.policies;

import static io.sidecore.policies.Stories.placement;
import static io.sidecore.policies.Stories.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CarriedTest {

    private static final Reason WHY = Reason.of("why");
    private static final Placement START = placement("w0 0-3 sleep: a b c; w1 0 poll: d; w2 1 poll: e f; w3 2 sleep:");

    private static Decision step(SplittableRandom random, Placement now) {
        List<WorkerId> workers = List.copyOf(now.workers().keySet());
        WorkerId one = workers.get(random.nextInt(workers.size()));
        WorkerId other = workers.get(random.nextInt(workers.size()));
        List<QueueId> queues = List.copyOf(now.queues().keySet());
        List<QueueId> some = queues.subList(random.nextInt(4), 4 + random.nextInt(6));
        return switch (random.nextInt(5)) {
            case 0 -> new Decision.Attach(some, one, WHY);
            case 1 -> new Decision.Repin(one, CpuSet.of(random.nextInt(4)), WHY);
            case 2 -> new Decision.Poll(one, PollMode.POLL, WHY);
            case 3 -> new Decision.AddWorker(CpuSet.of(3), PollMode.SLEEP, some, WHY);
            default ->
                one.equals(other)
                        ? new Decision.Repin(one, CpuSet.of(0), WHY)
                        : new Decision.RetireWorker(List.of(one), other, WHY);
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void anArrangementIsItsStepsOneAfterTheOther(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Decision> steps = new ArrayList<>();
        Placement oneByOne = START;
        for (int i = 0; i < 8; i++) {
            Decision step = step(random, oneByOne);
            steps.add(step);
            oneByOne = oneByOne.after(step);
        }
        assertEquals(oneByOne, START.after(new Decision.Arrange(steps, WHY)), () -> "seed " + seed + ": " + steps);
    }

    @Test
    void aQueueThatCameSinceIsTakenAlongAndAStrangeWorkerIsNone() {
        QueueId late = QueueId.parse("a/rx1");
        Placement after = START.after(new Decision.Attach(List.of(late), new WorkerId("w1"), WHY));
        assertEquals(new WorkerId("w1"), after.queues().get(late));
        assertEquals("w0 0-3 sleep: a b c; w1 0 poll: a d; w2 1 poll: e f; w3 2 sleep:", text(after));
        Decision strange = new Decision.Poll(new WorkerId("w9"), PollMode.POLL, WHY);
        assertEquals(
                "w9 is no worker of [w0, w1, w2, w3]",
                assertThrows(IllegalArgumentException.class, () -> START.after(strange))
                        .getMessage());
    }
}
