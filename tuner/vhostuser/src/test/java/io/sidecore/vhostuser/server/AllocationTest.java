package io.sidecore.vhostuser.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.TestBackend;
import io.sidecore.vhostuser.worker.Crew;
import io.sidecore.vhostuser.worker.Placement;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way of a frame makes no garbage: a pause to collect it would stop every worker at once. */
class AllocationTest {

    private static final int FRAMES = 100_000;

    /**
     * For all frames together: what the JVM itself may allocate on the worker's thread when it throws compiled code away
     * and goes on interpreted for a moment. One object for each frame, or for each of the thousands of bursts, would be
     * a multiple of it.
     */
    private static final long TOLERANCE_BYTES = 16 * 1024;

    private static final int ROUNDS = 10;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"poll, 1", "sleep, 1", "spin=50us, 1", "poll, 2", "sleep, 2", "spin=50us, 2", "poll, all", "sleep, all"
    })
    void framesMakeNoGarbage(String mode, String workers) {
        try (TestBackend backend =
                        new TestBackend(directory, workers.equals("1") ? 1 : 2, PollMode.parse(mode), "g0", "g1");
                Flows flows = new Flows(backend, 2, RawGuest.FEATURES | Features.EVENT_IDX)) {
            crossOver(backend.crew(), workers);
            List<Long> rounds = new ArrayList<>();
            for (int i = 0; i < ROUNDS && (i == 0 || rounds.get(i - 1) > TOLERANCE_BYTES); i++) {
                rounds.add(allocatedWhileFramesFlow(flows)); // the first ones warm up
            }
            assertTrue(rounds.get(rounds.size() - 1) <= TOLERANCE_BYTES, () -> "bytes in each round: " + rounds);
        }
    }

    /** With two workers every frame goes through staging; or both share all queues. */
    private static void crossOver(Crew crew, String workers) {
        if (workers.equals("2")) {
            List<WorkerId> ids = new ArrayList<>(crew.workers().keySet());
            for (QueueId queue : crew.queues().keySet()) {
                crew.attach(queue, ids.get(queue.direction() == QueueId.Direction.TX ? 0 : 1));
            }
        } else if (workers.equals("all")) {
            crew.setPlacement(Placement.WORKQUEUE);
        }
    }

    private static long allocatedWhileFramesFlow(Flows flows) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] ids = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sidecore-"))
                .mapToLong(Thread::getId)
                .toArray();
        long before = sum(threads.getThreadAllocatedBytes(ids));
        long goal = flows.received() + FRAMES;
        Await.until("100 000 frames have flown", () -> {
            for (int i = 0; i < 100; i++) {
                flows.pump();
            }
            return flows.received() >= goal;
        });
        return sum(threads.getThreadAllocatedBytes(ids)) - before;
    }

    private static long sum(long[] values) {
        long sum = 0;
        for (long value : values) {
            sum += value;
        }
        return sum;
    }
}
