package io.sidecore.vhostuser.worker;

import static io.sidecore.vhostuser.worker.FakeQueue.assertServed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.rig.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that die, or stall, and what becomes of their queues. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class WatchTest {

    private static final WorkerId W0 = new WorkerId("w0");
    private static final WorkerId W1 = new WorkerId("w1");
    private static final QueueId A = QueueId.parse("a/rx0");
    private static final QueueId B = QueueId.parse("b/rx0");

    private final List<String> log = new CopyOnWriteArrayList<>();
    private CrewRig rig;
    private Crew crew;
    private Watch watch;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        rig = new CrewRig(directory, 1);
        crew = rig.crew;
        crew.set(Settings.INITIAL.with(Setting.STALL_MS, 200));
        watch = new Watch(crew, log::add);
    }

    @AfterEach
    void stop() {
        watch.close();
        rig.close();
    }

    private FakeQueue queue(QueueId id) {
        return rig.queue(id);
    }

    /** What it has in its hands stays there until it comes back; others are served meanwhile. */
    @Test
    void queuesOfAStalledWorkerAreTakenOverButForTheOneInItsHands() {
        FakeQueue atHand = queue(A);
        FakeQueue other = queue(B);
        crew.add(rig.cpus, PollMode.SLEEP);
        CountDownLatch stall = new CountDownLatch(1);
        atHand.stalls = stall;
        atHand.addWork();
        Await.until("w0 has stalled", () -> atHand.stalled);
        Await.until("w1 has taken over, and it is told", () -> !log.isEmpty());
        assertServed(other);
        assertEquals(Map.of(A, W0, B, W1), crew.queues());
        assertEquals(List.of("w0: no sign of life; others take over: {b/rx0=w1}"), List.copyOf(log));
        atHand.stalls = null;
        stall.countDown();
        assertServed(atHand);
        assertServed(other);
        assertEquals(Map.of(A, W0, B, W1), crew.queues());
    }

    @Test
    void aQueueInTheHandsOfAStalledWorkerIsOnlyLetGoWhenItComesBack() {
        FakeQueue atHand = queue(A);
        CountDownLatch stall = new CountDownLatch(1);
        atHand.stalls = stall;
        atHand.addWork();
        Await.until("w0 has stalled", () -> atHand.stalled);
        Thread stopping = new Thread(() -> crew.stop(atHand));
        stopping.start();
        Await.until("nothing else can be done", () -> stopping.getState() == Thread.State.TIMED_WAITING);
        assertEquals(0, atHand.served.get());
        stall.countDown();
        Await.until("it is let go", () -> !stopping.isAlive());
        assertEquals(1, atHand.served.get());
        assertTrue(crew.queues().isEmpty());
    }

    @Test
    void aWorkerThatCannotBeStoppedMayGoOnAndEndsWhenItComesBack() {
        FakeQueue atHand = queue(A);
        Worker stalled = atHand.owner().orElseThrow();
        crew.set(Settings.INITIAL.with(Setting.STALL_MS, 0));
        CountDownLatch stall = new CountDownLatch(1);
        atHand.stalls = stall;
        atHand.addWork();
        Await.until("w0 has stalled", () -> atHand.stalled);
        rig.queues.clear();
        crew.close();
        rig.counters.close();
        stall.countDown();
        Await.until("it ends, having counted what it did", () -> !stalled.isAlive());
        assertEquals(1, atHand.served.get());
        atHand.close(); // with what the worker held, which the end looks for
    }

    @Test
    void aWorkerThatDiesIsReplaced() {
        FakeQueue deadly = queue(A);
        FakeQueue other = queue(B);
        deadly.fault = () -> {
            deadly.fault = null;
            return new StackOverflowError("as a bug of ours would");
        };
        deadly.addWork();
        Await.until("w1 has taken over", () -> crew.queues().equals(Map.of(A, W1, B, W1)));
        assertServed(deadly);
        assertServed(other);
        assertEquals(List.of(W1), List.copyOf(crew.workers().keySet()));
        Await.until("it is told", () -> !log.isEmpty());
        assertEquals(List.of("w0: died; others take over: {a/rx0=w1, b/rx0=w1}"), List.copyOf(log));
    }
}
