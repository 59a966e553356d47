package io.sidecore.vhostuser.worker;

import static io.sidecore.vhostuser.worker.FakeQueue.assertServed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.counters.CounterFileWriter;
import io.sidecore.vhostuser.rig.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class CrewTest {

    private static final WorkerId W0 = new WorkerId("w0");
    private static final WorkerId W1 = new WorkerId("w1");
    private static final QueueId A_RX = QueueId.parse("a/rx0");
    private static final QueueId A_TX = QueueId.parse("a/tx0");
    private static final QueueId B_RX = QueueId.parse("b/rx0");

    private CrewRig rig;
    private Crew crew;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        rig = new CrewRig(directory, 1);
        crew = rig.crew;
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private FakeQueue queue(QueueId id) {
        return rig.queue(id);
    }

    @Test
    void newDeviceGoesToTheWorkerWithTheFewestQueuesAndStaysTogether() {
        crew.add(rig.cpus, PollMode.SLEEP);
        queue(A_RX);
        queue(B_RX);
        queue(A_TX);
        assertEquals(Map.of(A_RX, W0, A_TX, W0, B_RX, W1), crew.queues());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep", "poll", "spin=50us"})
    void queueThatIsAttachedElsewhereIsServedThere(String mode) {
        crew.setMode(W0, PollMode.parse(mode));
        crew.add(rig.cpus, PollMode.parse(mode));
        FakeQueue queue = queue(A_RX);
        assertServed(queue);
        crew.attach(A_RX, W1);
        assertEquals("w1", queue.owner().orElseThrow().id().name());
        assertServed(queue);
        crew.attach(A_RX, W1);
        crew.attach(A_RX, W0);
        assertServed(queue);
        assertEquals(Map.of(A_RX, W0), crew.queues());
    }

    @Test
    void heirServesTheQueuesOfAWorkerThatRetires() {
        crew.add(rig.cpus, PollMode.SLEEP);
        FakeQueue queue = queue(A_RX);
        crew.retire(W0, W1);
        assertEquals(List.of(W1), List.copyOf(crew.workers().keySet()));
        assertServed(queue);
        assertEquals("w2", crew.add(rig.cpus, PollMode.SLEEP).name(), "names are not used again");
    }

    @Test
    void queueThatComesBackGoesToTheWorkerThatItWasAttachedTo() {
        crew.add(rig.cpus, PollMode.SLEEP);
        FakeQueue first = queue(A_RX);
        crew.attach(A_RX, W1);
        crew.stop(first);
        assertEquals(Map.of(), crew.queues());
        rig.counters.remove(first.counters());
        queue(A_RX);
        assertEquals(Map.of(A_RX, W1), crew.queues());
    }

    @Test
    void queueThatIsAttachedWhileItIsAwayComesBackThere() {
        crew.add(rig.cpus, PollMode.SLEEP);
        FakeQueue first = queue(A_RX);
        crew.stop(first);
        crew.attach(A_RX, W1);
        assertServed(queue(A_RX));
        assertEquals(Map.of(A_RX, W1), crew.queues());
    }

    @Test
    void saysWhatThereIsForANameThatThereIsNot() {
        queue(A_RX);
        assertMessage("no such worker: w7 (there are [w0])", () -> crew.attach(A_RX, new WorkerId("w7")));
        assertMessage("no such virtqueue: a/tx0 (there are [a/rx0])", () -> crew.attach(A_TX, W0));
        assertMessage("no such worker: w7 (there are [w0])", () -> crew.retire(new WorkerId("w7"), W0));
        assertMessage("no such worker: w7 (there are [w0])", () -> crew.retire(W0, new WorkerId("w7")));
        assertMessage("worker w0 cannot be its own heir (want another worker)", () -> crew.retire(W0, W0));
        assertMessage("no such worker: w7 (there are [w0])", () -> crew.setMode(new WorkerId("w7"), PollMode.POLL));
    }

    private static void assertMessage(String message, Runnable deed) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, deed::run).getMessage());
    }

    @Test
    void cpuThatDoesNotExistLeavesNoWorkerBehind() {
        CpuSet none = CpuSet.of(1023);
        for (int i = 0; i < 200; i++) { // more than there are slots
            assertThrows(RuntimeException.class, () -> crew.add(none, PollMode.SLEEP));
        }
        assertEquals(List.of(W0), List.copyOf(crew.workers().keySet()));
        rig.before.awaitNoneBut(3, 1); // w0's epoll, wake-up and thread; the rest is closed
    }

    @Test
    void nothingStartsAfterTheEnd() {
        crew.close();
        assertThrows(IllegalStateException.class, () -> crew.add(rig.cpus, PollMode.SLEEP));
        assertThrows(IllegalArgumentException.class, () -> crew.setMode(W0, PollMode.POLL));
    }

    @Test
    void whatIsToldAgainIsNoIntroductionButWhoComesBackIsAnother() {
        Origin first = new Origin(Optional.empty(), OptionalInt.empty(), OptionalInt.of(1));
        Origin more = new Origin(Optional.empty(), OptionalInt.of(0), OptionalInt.of(1));
        crew.introduce("a", first);
        crew.introduce("a", first);
        assertEquals(Map.of("a", new Introduced(1, first)), crew.guests());
        crew.introduce("b", first);
        crew.introduce("a", more);
        assertEquals(Map.of("a", new Introduced(3, more), "b", new Introduced(2, first)), crew.guests());
        crew.leave("a");
        assertEquals(Set.of("b"), crew.guests().keySet());
        crew.introduce("a", more);
        assertEquals(new Introduced(4, more), crew.guests().get("a"));
        assertEquals(4, crew.introductions());
    }

    @Test
    void withAWorkerForEachCpuQueuesFollowTheirGuest() {
        assumeTrue(rig.cpus.count() > 1, "one CPU only: nowhere to get out of the way to");
        int here = rig.cpus.first();
        int there = rig.cpus.stream().skip(1).findFirst().orElseThrow();
        crew.introduce("a", new Origin(Optional.empty(), OptionalInt.empty(), OptionalInt.of(1)));
        crew.setPlacement(Placement.PER_CPU);
        assertEquals(rig.cpus.count(), crew.workers().keySet().size() - 1, "w0 was there, for no CPU in particular");
        FakeQueue queue = queue(A_RX);
        crew.follow("a", CpuSet.of(here));
        assertFalse(runsOn(queue, here));
        crew.follow("b", CpuSet.of(there));
        assertFalse(runsOn(queue, here), "that is another guest");
        crew.attach(A_RX, workerOn(there));
        crew.follow("a", CpuSet.of(there));
        assertFalse(runsOn(queue, there));
        assertServed(queue);
        assertEquals(Set.of("a"), crew.frontends().keySet());
        crew.setPlacement(Placement.FEWEST);
        crew.attach(A_RX, workerOn(here));
        crew.follow("a", CpuSet.of(here));
        assertEquals(Map.of(A_RX, workerOn(here)), crew.queues());
    }

    @Test
    void aCpuThatCannotHaveAWorkerChangesNothing(@TempDir Path other) throws IOException {
        CpuSet some = CpuSet.parse(rig.cpus.first() + ",1023");
        try (CounterFileWriter file = CounterFileWriter.create(other.resolve("counters"));
                Crew narrow = new Crew(file, Hiring.none(some, PollMode.SLEEP))) {
            narrow.staff(1);
            assertThrows(IllegalArgumentException.class, () -> narrow.setPlacement(Placement.PER_CPU));
            assertEquals(Placement.FEWEST, narrow.placement());
            assertEquals(Set.of(W0), narrow.workers().keySet());
        }
    }

    private boolean runsOn(FakeQueue queue, int cpu) {
        return workerOn(cpu).equals(crew.queues().get(queue.id()));
    }

    private WorkerId workerOn(int cpu) {
        return crew.workers().entrySet().stream()
                .filter(worker -> worker.getValue().cpus().equals(CpuSet.of(cpu)))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /** The fault of one queue surfaces in the visit of another; the file's length tells whose it was. */
    @Test
    void faultBreaksTheQueueWhoseMemoryWasTruncated() {
        FakeQueue innocent = queue(A_RX);
        FakeQueue guilty = queue(B_RX);
        guilty.device.truncated = true;
        innocent.fault = once(innocent);
        innocent.addWork();
        Await.until("the guilty one is broken", () -> guilty.device.broken != null);
        assertEquals("b/rx0: its memory was truncated while in use", guilty.device.broken);
        assertNull(innocent.device.broken);
        assertServed(innocent);
    }

    private static Supplier<Error> once(FakeQueue queue) {
        return () -> {
            queue.fault = null;
            return new InternalError("a fault occurred in a recent unsafe memory access operation");
        };
    }

    /** Of memory of the right length that faults all the same, the first fault is anybody's, two running are its own. */
    @Test
    void faultOfUnknownOriginBreaksNobodyAtFirst() {
        FakeQueue innocent = queue(A_RX);
        FakeQueue guilty = queue(B_RX);
        innocent.fault = once(innocent);
        innocent.addWork();
        assertServed(guilty);
        assertServed(innocent);
        guilty.fault = () -> new InternalError("a fault occurred");
        guilty.addWork();
        guilty.addWork();
        Await.until("the guilty one is broken", () -> guilty.device.broken != null);
        assertEquals("b/rx0: its memory cannot be used: touching it faults", guilty.device.broken);
        assertNull(innocent.device.broken);
        assertServed(innocent);
    }

    /** While careful, what a guest's memory did on the way out of its visit may surface in that of the next. */
    @Test
    void oneFaultWhileCarefulBreaksNobody() {
        FakeQueue innocent = queue(A_RX);
        FakeQueue other = queue(B_RX);
        for (FakeQueue at : List.of(other, innocent, other)) {
            at.fault = once(at);
            at.addWork();
            Await.until("it has surfaced", () -> at.fault == null);
        }
        assertServed(innocent);
        assertServed(other);
        assertNull(innocent.device.broken);
        assertNull(other.device.broken);
    }

    @Test
    void mistakeOfOursBreaksOneQueueAndNotTheWorker() {
        FakeQueue other = queue(A_RX);
        FakeQueue queue = queue(B_RX);
        queue.mistake = true;
        queue.addWork();
        Await.until("it is broken", () -> queue.device.broken != null);
        assertEquals(
                "b/rx0: the backend failed at it: java.lang.IllegalStateException: a mistake", queue.device.broken);
        assertServed(other);
    }
}
