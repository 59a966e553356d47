package io.sidecore.vhostuser.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.TestBackend;
import io.sidecore.vhostuser.sys.Threads;
import io.sidecore.vhostuser.worker.Crew;
import io.sidecore.vhostuser.worker.Placement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Queues move between workers while frames flow through them: 1080 moves in all, between workers in every combination of
 * modes, some of which come and go meanwhile, and that share all queues now and then. The window of each flow is small, so nothing may be dropped; each frame
 * must arrive once and in its order.
 */
class QueueMovesTest {

    private static final int GUESTS = 4;
    private static final int MOVES = 120;
    private static final int FRAMES_BETWEEN_MOVES = 20;
    private static final int MAX_WORKERS = 3;
    private static final List<PollMode> MODES = List.of(PollMode.POLL, PollMode.SLEEP, PollMode.parse("spin=50us"));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "poll, poll, 1", "poll, sleep, 2", "poll, spin=50us, 3",
        "sleep, poll, 5", "sleep, sleep, 8", "sleep, spin=50us, 13",
        "spin=50us, poll, 21", "spin=50us, sleep, 34", "spin=50us, spin=50us, 55",
    })
    void nothingIsLostRepeatedOrReordered(String first, String second, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long features = RawGuest.FEATURES | (random.nextBoolean() ? Features.EVENT_IDX : 0);
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.parse(first), "g0", "g1", "g2", "g3");
                Flows flows = new Flows(backend, GUESTS, features)) {
            backend.crew().add(Threads.allowed(Threads.currentTid()), PollMode.parse(second));
            CompletableFuture<Void> moving = CompletableFuture.runAsync(() -> moveAll(backend.crew(), random, flows));
            Await.until("all queues have moved, seed " + seed, () -> {
                flows.pump();
                return moving.isDone();
            });
            moving.join();
            flows.drain();
            assertEquals(flows.sent(), flows.received(), () -> "seed " + seed);
        }
    }

    private static void moveAll(Crew crew, SplittableRandom random, Flows flows) {
        CpuSet cpus = Threads.allowed(Threads.currentTid());
        for (int moves = 0; moves < MOVES; ) {
            List<WorkerId> workers = new ArrayList<>(crew.workers().keySet());
            int dice = random.nextInt(100);
            if (dice < 4 && workers.size() < MAX_WORKERS) {
                crew.add(cpus, any(MODES, random));
            } else if (dice < 8 && workers.size() > 1) {
                WorkerId leaving = workers.remove(random.nextInt(workers.size()));
                crew.retire(leaving, any(workers, random));
            } else if (dice < 12) {
                crew.setMode(any(workers, random), any(MODES, random));
            } else if (dice < 16) {
                crew.setPlacement(random.nextBoolean() ? Placement.WORKQUEUE : Placement.FEWEST);
            } else {
                moves += move(crew, workers, random) ? 1 : 0;
                flows.awaitFrames(FRAMES_BETWEEN_MOVES);
            }
        }
    }

    private static boolean move(Crew crew, List<WorkerId> workers, SplittableRandom random) {
        QueueId queue = any(new ArrayList<>(crew.queues().keySet()), random);
        WorkerId to = any(workers, random);
        boolean moves = !to.equals(crew.queues().get(queue));
        crew.attach(queue, to);
        return moves;
    }

    private static <T> T any(List<T> of, SplittableRandom random) {
        return of.get(random.nextInt(of.size()));
    }
}
