package io.sidecore.vhostuser.worker;

import static io.sidecore.vhostuser.worker.FakeQueue.assertServed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two workers that share all virtqueues. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class WorkQueueTest {

    private static final WorkerId W0 = new WorkerId("w0");
    private static final WorkerId W1 = new WorkerId("w1");
    private static final QueueId A = QueueId.parse("a/rx0");
    private static final QueueId B = QueueId.parse("b/rx0");

    private final List<String> log = new CopyOnWriteArrayList<>();
    private CrewRig rig;
    private Crew crew;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        rig = new CrewRig(directory, 2);
        crew = rig.crew;
        crew.set(Settings.INITIAL.with(Setting.STALL_MS, 200));
        crew.setPlacement(Placement.WORKQUEUE);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private FakeQueue queue(QueueId id) {
        return rig.queue(id);
    }

    /** Lets a visit of the queue take until the latch is counted down. */
    private static CountDownLatch stall(FakeQueue queue) {
        CountDownLatch stall = new CountDownLatch(1);
        queue.stalls = stall;
        queue.addWork();
        Await.until("a worker has it in its hands", () -> queue.stalled);
        return stall;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep", "poll", "spin=50us"})
    void anotherWorkerServesWhatHasWorkMeanwhile(String mode) {
        crew.setMode(W0, PollMode.parse(mode));
        crew.setMode(W1, PollMode.parse(mode));
        crew.set(Settings.INITIAL.with(Setting.STALL_MS, 0));
        FakeQueue slow = queue(A);
        FakeQueue other = queue(B);
        CountDownLatch stall = stall(slow);
        for (int i = 0; i < 3; i++) {
            assertServed(other);
        }
        slow.addWork(); // while one worker has it: nobody else takes it
        assertServed(other);
        assertEquals(0, slow.served.get());
        slow.stalls = null;
        stall.countDown();
        Await.until("both", () -> slow.served.get() == 2);
        assertServed(slow);
    }

    @Test
    void aWorkerThatPolledAsksForKicksBeforeItSleeps() {
        crew.setMode(W0, PollMode.POLL);
        crew.setMode(W1, PollMode.POLL);
        FakeQueue queue = queue(A);
        assertServed(queue);
        crew.setMode(W0, PollMode.SLEEP);
        assertServed(queue);
        crew.setMode(W1, PollMode.SLEEP);
        Await.until("it asks", () -> queue.item().asksForKicks());
        assertServed(queue);
    }

    @Test
    void queuesGoBackToTheWorkersThatTheyBelongTo() {
        FakeQueue first = queue(A);
        FakeQueue second = queue(B);
        crew.attach(B, W0);
        assertEquals(Map.of(A, W0, B, W0), crew.queues());
        Await.until(
                "nobody has them",
                () -> first.owner().isEmpty() && second.owner().isEmpty());
        crew.setPlacement(Placement.SHARED);
        for (FakeQueue queue : rig.queues) {
            assertEquals(W0, queue.owner().orElseThrow().id());
            assertServed(queue);
        }
        crew.attach(B, W1);
        crew.setPlacement(Placement.WORKQUEUE);
        crew.retire(W1, W0);
        rig.queues.forEach(FakeQueue::assertServed);
        crew.add(rig.cpus, PollMode.SLEEP);
        rig.queues.forEach(FakeQueue::assertServed);
    }

    @Test
    void aQueueThatLeavesIsServedNoMore() {
        FakeQueue queue = queue(A);
        FakeQueue other = queue(B);
        assertServed(queue);
        crew.stop(queue);
        queue.addWork();
        assertServed(other);
        assertEquals(1, queue.served.get());
        assertEquals(Map.of(B, W1), crew.queues());
    }

    @Test
    void theGuiltyOneIsBrokenAndOthersAreServed() {
        FakeQueue innocent = queue(A);
        FakeQueue guilty = queue(B);
        guilty.device.truncated = true;
        innocent.fault = () -> {
            innocent.fault = null;
            return new InternalError("a fault occurred in a recent unsafe memory access operation");
        };
        innocent.addWork();
        Await.until("the guilty one is broken", () -> guilty.device.broken != null);
        assertEquals("b/rx0: its memory was truncated while in use", guilty.device.broken);
        assertNull(innocent.device.broken);
        assertServed(innocent);
    }

    @Test
    void whatAStalledWorkerHasInItsHandsWaitsForItAndTheRestIsTakenOver() {
        FakeQueue slow = queue(A);
        FakeQueue other = queue(B);
        whileWatched(() -> {
            CountDownLatch stall = stall(slow);
            WorkerId stalled = slow.owner().orElseThrow().id();
            WorkerId awake = stalled.equals(W0) ? W1 : W0;
            Await.until("the watch has told", () -> !log.isEmpty());
            assertEquals(Map.of(A, awake, B, awake), crew.queues());
            slow.addWork();
            assertServed(other);
            assertEquals(0, slow.served.get());
            slow.stalls = null;
            stall.countDown();
            Await.until("both", () -> slow.served.get() == 2);
            assertServed(slow);
            assertServed(other);
        });
    }

    @Test
    void anotherWorkerTakesWhatADeadOneHadInItsHands() {
        FakeQueue deadly = queue(A);
        whileWatched(() -> {
            deadly.fault = () -> {
                deadly.fault = null;
                return new StackOverflowError("as a bug of ours would");
            };
            deadly.addWork();
            Await.until("the watch has told", () -> !log.isEmpty());
            assertEquals(1, crew.workers().size());
            assertServed(deadly);
            crew.add(rig.cpus, PollMode.SLEEP);
            assertServed(deadly);
        });
    }

    /** Commands of others must not wait for it for ever; and what comes after it is back is done. */
    @Test
    void aQueueInTheHandsOfAStalledWorkerIsNotChanged() {
        crew.set(Settings.INITIAL.with(Setting.STALL_MS, 0));
        FakeQueue slow = queue(A);
        CountDownLatch stall = stall(slow);
        crew.attach(A, slow.owner().orElseThrow().id().equals(W0) ? W1 : W0); // so that one that lives is told
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> crew.change(slow, () -> log.add("changed")));
        assertEquals(
                "virtqueue a/rx0 is in the hands of a worker that gives no sign of life; nothing was changed there",
                refused.getMessage());
        slow.stalls = null;
        stall.countDown();
        crew.change(slow, () -> log.add("changed"));
        assertEquals(List.of("changed"), List.copyOf(log));
        assertServed(slow);
    }

    /** It waits again, also if what was to be done with it fails. */
    @Test
    void aChangeThatFailsLeavesTheQueueInService() {
        FakeQueue queue = queue(A);
        assertThrows(
                IllegalStateException.class,
                () -> crew.change(queue, () -> {
                    throw new IllegalStateException("fails");
                }));
        assertServed(queue);
    }

    private void whileWatched(Runnable story) {
        Watch watch = new Watch(crew, log::add);
        try {
            story.run();
        } finally {
            watch.close();
        }
    }
}
