package io.sidecore.vhostuser.server;

import com.sun.management.ThreadMXBean;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.HostNet;
import io.sidecore.vhostuser.rig.HostNet.Veth;
import io.sidecore.vhostuser.rig.HostSocket;
import io.sidecore.vhostuser.rig.NetGuest;
import io.sidecore.vhostuser.rig.NetGuest.Shape;
import io.sidecore.vhostuser.rig.TestBackend;
import io.sidecore.vhostuser.sys.Threads;
import io.sidecore.vhostuser.worker.Crew;
import io.sidecore.vhostuser.worker.Placement;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An uplink is served as any queue is: it moves between workers while frames flow, and makes no garbage. */
class UplinkMovesTest {

    private static final int MOVES = 60;
    private static final int FRAMES_BETWEEN_MOVES = 20;
    private static final int FRAMES = 20_000;

    /** For all frames together, as in {@link AllocationTest}. */
    private static final long TOLERANCE_BYTES = 16 * 1024;

    private static final int ROUNDS = 10;

    @TempDir
    private Path directory;

    @BeforeEach
    void interfacesCanBeMade() {
        HostNet.assumeInterfacesCanBeMade();
    }

    @ParameterizedTest
    @CsvSource({
        "tap, sleep, poll, 1", "tap, sleep, sleep, 2", "tap, spin=50us, sleep, 3",
        "packet, sleep, poll, 5", "packet, sleep, sleep, 8", "packet, spin=50us, sleep, 13",
    })
    void nothingIsLostRepeatedOrReordered(String kind, String first, String second, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (Veth veth = HostNet.veth();
                TestBackend backend =
                        new TestBackend(directory, 1, PollMode.parse(first), "a", kind + "=" + near(kind, veth));
                HostSocket host = new HostSocket(kind.equals("tap") ? near(kind, veth) : veth.far(), false);
                NetGuest guest = NetGuest.connected(backend.socket("a"), Shape.USUAL)) {
            backend.crew().add(Threads.allowed(Threads.currentTid()), PollMode.parse(second));
            UplinkFlows flows = new UplinkFlows(guest, host);
            CompletableFuture<Void> moving = CompletableFuture.runAsync(() -> moveAll(backend.crew(), random, flows));
            Await.until("all queues have moved, seed " + seed, () -> {
                flows.pump();
                return moving.isDone();
            });
            moving.join();
            flows.drain();
        }
    }

    /** The interface of the uplink: of the cable, or a tap beside it. */
    private static String near(String kind, Veth veth) {
        return kind.equals("tap") ? veth.near() + "t" : veth.near();
    }

    private static void moveAll(Crew crew, SplittableRandom random, UplinkFlows flows) {
        List<WorkerId> workers = new ArrayList<>(crew.workers().keySet());
        for (int moves = 0; moves < MOVES; ) {
            if (random.nextInt(8) == 0) {
                crew.setPlacement(random.nextBoolean() ? Placement.WORKQUEUE : Placement.FEWEST);
            }
            List<QueueId> queues = new ArrayList<>(crew.queues().keySet());
            QueueId queue = queues.get(random.nextInt(queues.size()));
            WorkerId to = workers.get(random.nextInt(workers.size()));
            moves += to.equals(crew.queues().get(queue)) ? 0 : 1;
            crew.attach(queue, to);
            long goal = flows.arrived() + FRAMES_BETWEEN_MOVES;
            Await.until("frames have arrived after " + queue + " moved", () -> flows.arrived() >= goal);
        }
    }

    @ParameterizedTest
    @CsvSource({"tap, sleep", "tap, poll", "packet, sleep", "packet, poll"})
    void framesMakeNoGarbage(String kind, String mode) {
        try (Veth veth = HostNet.veth();
                TestBackend backend =
                        new TestBackend(directory, 1, PollMode.parse(mode), "a", kind + "=" + near(kind, veth));
                HostSocket host = new HostSocket(kind.equals("tap") ? near(kind, veth) : veth.far(), false);
                NetGuest guest = NetGuest.connected(backend.socket("a"), Shape.USUAL)) {
            UplinkFlows flows = new UplinkFlows(guest, host);
            List<Long> rounds = new ArrayList<>();
            for (int i = 0; i < ROUNDS && (i == 0 || rounds.get(i - 1) > TOLERANCE_BYTES); i++) {
                long before = allocated();
                long goal = flows.arrived() + FRAMES;
                Await.until("frames have flown", () -> {
                    flows.pump();
                    return flows.arrived() >= goal;
                });
                rounds.add(allocated() - before); // the first ones warm up
            }
            Assertions.assertTrue(
                    rounds.get(rounds.size() - 1) <= TOLERANCE_BYTES, () -> "bytes in each round: " + rounds);
        }
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] ids = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sidecore-"))
                .mapToLong(Thread::getId)
                .toArray();
        return LongStream.of(threads.getThreadAllocatedBytes(ids)).sum();
    }
}
