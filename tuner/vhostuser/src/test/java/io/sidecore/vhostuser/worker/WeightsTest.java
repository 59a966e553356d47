package io.sidecore.vhostuser.worker;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.rig.Await;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Guests that always have work, at one worker. Their time is measured by the worker itself, so whatever else the machine
 * does counts as a long burst, and is made up for: the shares come out right in the end, or never.
 */
class WeightsTest {

    private static final List<String> GUESTS = List.of("a", "b", "c");

    /** Long enough that one burst of another does not matter. */
    private static final long MIN_NANOS = 100_000_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"sleep", "poll"})
    void timeIsSharedByWeight(String mode) throws Exception {
        try (CrewRig rig = new CrewRig(directory, 1)) {
            rig.crew.setMode(new WorkerId("w0"), PollMode.parse(mode));
            List<FakeQueue> queues = endlessQueues(rig);
            rig.crew.setWeight("a", 3);
            awaitShares(queues, 3, 1, 1);
            rig.crew.setWeight("a", 1);
            rig.crew.setWeight("c", 6);
            awaitShares(queues, 1, 1, 6);
            queues.forEach(queue -> queue.endlessNanos = 0);
        }
    }

    /** The weight belongs to the guest, so it holds wherever its queues are served. */
    @Test
    void theWeightComesAlongWhenQueuesMove() throws Exception {
        try (CrewRig rig = new CrewRig(directory, 2)) {
            rig.crew.setWeight("a", 4);
            List<FakeQueue> queues = endlessQueues(rig);
            for (FakeQueue queue : queues) {
                rig.crew.attach(queue.id(), new WorkerId("w1"));
            }
            awaitShares(queues, 4, 1, 1);
            queues.forEach(queue -> queue.endlessNanos = 0);
        }
    }

    /** With bursts of different lengths: what is shared is time, not frames. */
    private static List<FakeQueue> endlessQueues(CrewRig rig) {
        List<FakeQueue> queues = GUESTS.stream()
                .map(guest -> rig.queue(QueueId.parse(guest + "/tx0")))
                .toList();
        for (int i = 0; i < queues.size(); i++) {
            queues.get(i).endlessNanos = 2_000L << i;
            queues.get(i).addWork(); // a kick
        }
        return queues;
    }

    private static void awaitShares(List<FakeQueue> queues, double... want) {
        long[] before = queues.stream().mapToLong(WeightsTest::busyNanos).toArray();
        Await.until("time is shared as " + List.of(want[0], want[1], want[2]), () -> {
            double[] nanos = new double[want.length];
            double all = 0;
            double weights = 0;
            for (int i = 0; i < want.length; i++) {
                nanos[i] = busyNanos(queues.get(i)) - before[i];
                all += nanos[i];
                weights += want[i];
            }
            boolean fair = all > MIN_NANOS;
            for (int i = 0; i < want.length; i++) {
                fair &= Math.abs(nanos[i] / all * weights / want[i] - 1) < 0.05;
            }
            return fair;
        });
    }

    private static long busyNanos(FakeQueue queue) {
        return queue.counters().get(QueueCounter.BUSY_NANOS);
    }
}
