package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.proc.MiscDevices;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VhostQueuesTest {

    private static final long VQ = 0xffff888100002000L;

    private final MadeUpVhost host = new MadeUpVhost();
    private VhostQueues queues;

    @BeforeEach
    void open(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("proc"));
        Files.writeString(root.resolve("proc/misc"), " 61 vhost-scsi\n238 vhost-net\n");
        queues = new VhostQueues(host, MiscDevices.read(new HostFiles(root)), () -> 1000);
    }

    private VhostCounts only() {
        List<VhostCounts> counts = queues.read();
        assertEquals(1, counts.size());
        return counts.get(0);
    }

    @Test
    void theProgramsAreToldWhichDevicesThereAre() {
        long major = 10 << 20;
        assertEquals(major | 238, host.memories.state().get(VhostLayout.STATE_DEVICES));
        assertEquals(major | 61, host.memories.state().get(VhostLayout.STATE_DEVICES + 8));
    }

    @Test
    void nothingIsThereBeforeItIsLookedFor() {
        host.queue(VQ, 4711, 30, 1);
        assertEquals(List.of(), queues.queues());
        queues.refresh();
        assertEquals(1, queues.queues().size());
    }

    @Test
    void whatTheKernelTellsIsTold() {
        ByteBuffer tx = host.queue(VQ, 4711, 30, 1);
        tx.putInt(VhostLayout.FOUND_BACKEND, 1);
        tx.putInt(VhostLayout.FOUND_BUSY_POLL, 50);
        tx.putInt(VhostLayout.FOUND_WORKER, 4720);
        tx.putInt(VhostLayout.FOUND_WORKER_PID, 4711);
        tx.putLong(VhostLayout.FOUND_WORKER_STARTED, 12_400_000_000L);
        tx.putInt(VhostLayout.FOUND_KICK_EVENTFD, 1);
        queues.refresh();
        assertEquals(
                new VhostQueue(
                        4711,
                        1234,
                        30,
                        VhostKind.NET,
                        1,
                        2,
                        256,
                        true,
                        50,
                        0,
                        Optional.of(new VhostQueue.Worker(4720, 4711, 1240, false)),
                        OptionalInt.of(0),
                        OptionalInt.empty()),
                queues.queues().get(0));
    }

    @Test
    void countsAreRead() {
        host.queue(VQ, 4711, 30, 1);
        queues.refresh();
        host.memories.kicks().putRelease(VhostLayout.kicks(0, VhostLayout.KICKS), 23);
        host.memories.kicks().putRelease(VhostLayout.kicks(0, VhostLayout.KICKS + 1), 5);
        host.memories.delays().putRelease(VhostLayout.delays(0) + 8 * 12, 7);
        host.run(0, VhostLayout.RUNS, 11);
        host.run(0, VhostLayout.RUN_NS, 1000);
        host.run(0, VhostLayout.BUSY_POLL_NS, 300);
        host.run(0, VhostLayout.HEADS, 29);
        host.run(0, VhostLayout.LIMITED, 3);
        VhostCounts counts = only();
        assertEquals(OptionalLong.of(23), counts.counters().find(VirtqueueCounter.KICKS));
        assertEquals(OptionalLong.of(5), counts.counters().find(VirtqueueCounter.BACKEND_WAKEUPS));
        assertEquals(OptionalLong.of(11), counts.counters().find(VirtqueueCounter.RUNS));
        assertEquals(OptionalLong.of(700), counts.counters().find(VirtqueueCounter.BUSY_NANOS));
        assertEquals(OptionalLong.of(300), counts.counters().find(VirtqueueCounter.BUSY_POLL_NANOS));
        assertEquals(OptionalLong.of(29), counts.counters().find(VirtqueueCounter.PACKETS));
        assertEquals(OptionalLong.of(3), counts.counters().find(VirtqueueCounter.LIMITED));
        assertEquals(7, counts.delay().orElseThrow().count(12));
        assertEquals(counts, only(), "nothing happened since");
        host.memories.kicks().putRelease(VhostLayout.kicks(0, VhostLayout.KICKS), 24);
        assertEquals(
                OptionalLong.of(24),
                only().counters().find(VirtqueueCounter.KICKS),
                "a kick that nobody serves shows as well");
    }

    /** Its numbers are each right, and together off by one run at most: better than none. */
    @Test
    void ofARecordWhoseWriterWasStoppedTheNumbersAreTaken() {
        host.queue(VQ, 4711, 30, 1);
        queues.refresh();
        host.run(0, VhostLayout.RUNS, 11);
        host.memories.runs().putRelease(VhostLayout.runs(0, VhostLayout.SEQ), 3);
        host.memories.runs().putRelease(VhostLayout.runs(0, VhostLayout.RUNS), 12);
        assertEquals(OptionalLong.of(12), only().counters().find(VirtqueueCounter.RUNS));
    }

    @Test
    void whatIsNotCountedIsAbsent() {
        host.attached = Set.of("vhost_poll_wakeup", "handle_tx_net")::contains;
        host.queue(VQ, 4711, 30, 1);
        queues.refresh();
        VhostCounts counts = only();
        assertEquals(OptionalLong.of(0), counts.counters().find(VirtqueueCounter.KICKS));
        assertEquals(OptionalLong.empty(), counts.counters().find(VirtqueueCounter.RUNS));
        assertEquals(OptionalLong.empty(), counts.counters().find(VirtqueueCounter.BUSY_NANOS));
        assertEquals(OptionalLong.empty(), counts.counters().find(VirtqueueCounter.BUSY_POLL_NANOS));
        assertEquals(Optional.empty(), counts.delay());
    }

    /** Its worker polls, and nobody tells for how long: how long it worked cannot be told either. */
    @Test
    void busyTimeIsUnknownWherePollingIs() {
        host.attached = target -> !target.equals("vhost_net_busy_poll");
        host.queue(VQ, 4711, 30, 1).putInt(VhostLayout.FOUND_BUSY_POLL, 50);
        host.queue(VQ + 0x1000, 4711, 31, 1);
        queues.refresh();
        assertEquals(OptionalLong.empty(), queues.read().get(0).counters().find(VirtqueueCounter.BUSY_NANOS));
        assertEquals(OptionalLong.of(0), queues.read().get(1).counters().find(VirtqueueCounter.BUSY_NANOS));
    }

    @Test
    void framesAreCountedOnlyWhereEachIsOneChain() {
        long mergeable = 1 << 15;
        host.queue(VQ, 4711, 30, 0).putLong(VhostLayout.FOUND_FEATURES, mergeable);
        host.queue(VQ + 0x1000, 4711, 30, 1).putLong(VhostLayout.FOUND_FEATURES, mergeable);
        queues.refresh();
        List<VhostCounts> read = queues.read();
        VhostCounts rx = read.get(0);
        VhostCounts tx = read.get(1);
        assertEquals(OptionalLong.empty(), rx.counters().find(VirtqueueCounter.PACKETS));
        assertEquals(OptionalLong.of(0), tx.counters().find(VirtqueueCounter.PACKETS));
    }

    @Test
    void aQueueWithAnotherWorkerIsTheSame() {
        ByteBuffer tx = host.queue(VQ, 4711, 30, 1);
        queues.refresh();
        host.run(0, VhostLayout.RUNS, 11);
        VhostCounts before = only();
        tx.putInt(VhostLayout.FOUND_WORKER, 4720);
        queues.refresh();
        VhostCounts after = only();
        assertEquals(4720, after.queue().worker().orElseThrow().tid());
        assertEquals(before.generation(), after.generation());
        assertEquals(OptionalLong.of(11), after.counters().find(VirtqueueCounter.RUNS));
    }

    @Test
    void anAddressThatIsUsedAgainIsAnotherQueue() {
        ByteBuffer tx = host.queue(VQ, 4711, 30, 1);
        queues.refresh();
        host.run(0, VhostLayout.RUNS, 11);
        VhostCounts before = only();
        tx.putLong(VhostLayout.FOUND_OWNER_STARTED, 12_400_000_000L);
        queues.refresh();
        VhostCounts after = only();
        assertNotEquals(before.generation(), after.generation());
        assertEquals(OptionalLong.of(0), after.counters().find(VirtqueueCounter.RUNS));
        assertEquals(1240, after.queue().ownerStartedTicks());
    }

    /** The same process opens a device again at once, and gets the same descriptor and the same address. */
    @Test
    void aDeviceThatWasClosedMeanwhileIsAnother() {
        host.queue(VQ, 4711, 30, 1);
        queues.refresh();
        host.run(0, VhostLayout.RUNS, 11);
        VhostCounts before = only();
        host.run(0, VhostLayout.CLOSED, 1);
        assertEquals(List.of(), queues.read(), "what is counted now may be another's");
        queues.refresh();
        VhostCounts after = only();
        assertNotEquals(before.generation(), after.generation());
        assertEquals(OptionalLong.of(0), after.counters().find(VirtqueueCounter.RUNS));
    }

    @Test
    void aQueueThatIsGoneIsForgotten() {
        host.queue(VQ, 4711, 30, 1);
        queues.refresh();
        host.open.clear();
        queues.refresh();
        assertEquals(List.of(), queues.read());
        assertEquals(List.of(), queues.queues());
    }

    @Test
    void theOwnerGoesFirst() {
        host.queue(VQ, 1, 9, 1).putInt(VhostLayout.FOUND_OWNED, 0);
        host.queue(VQ, 4711, 30, 1);
        host.queue(VQ, 2, 9, 1).putInt(VhostLayout.FOUND_OWNED, 0);
        queues.refresh();
        assertEquals(
                List.of(4711), queues.queues().stream().map(VhostQueue::owner).toList());
    }

    @Test
    void aTruncatedFindingIsNoFinding() {
        host.queue(VQ, 4711, 30, 1);
        host.queue(VQ + 0x1000, 4711, 31, 1).limit(50);
        queues.refresh();
        assertEquals(1, queues.queues().size());
    }

    @Test
    void whatFindsNoRoomIsCounted() {
        for (int i = 0; i < VhostLayout.QUEUES + 7; i++) {
            host.queue(VQ + 0x10000L * i, 4711, i, 1);
        }
        queues.refresh();
        assertEquals(VhostLayout.QUEUES, queues.read().size() + queues.dropped() - 7);
        assertTrue(queues.dropped() >= 7, "dropped " + queues.dropped());
        host.open.subList(0, 1000).clear();
        queues.refresh();
        assertEquals(VhostLayout.QUEUES - 993, queues.read().size() + queues.dropped());
    }

    @Test
    void queuesThatNobodyKnowsAreNoticed() {
        queues.refresh();
        assertFalse(queues.sawOthers());
        host.memories.state().putRelease(VhostLayout.STATE_STRANGERS, 1);
        assertTrue(queues.sawOthers());
        queues.refresh();
        assertFalse(queues.sawOthers());
    }

    @Test
    void whatStaysSilentIsReportedAsNotCounted() {
        host.queue(VQ, 4711, 30, 1);
        queues.refresh();
        VhostCounts before = only();
        Gap gap = new Gap("service of tx queues after kicks", "it stays silent");
        queues.distrust("handle_tx_kick", gap);
        assertEquals(List.of(gap), queues.gaps());
        assertNotEquals(before.generation(), only().generation());
        assertEquals(OptionalLong.empty(), only().counters().find(VirtqueueCounter.RUNS));
        assertEquals(Optional.empty(), only().delay());
        assertEquals(OptionalLong.of(0), only().counters().find(VirtqueueCounter.KICKS));
    }

    @Test
    void aQueueThatIsServedWhileNoRunIsSeenRaisesDoubt() {
        ByteBuffer tx = host.queue(VQ, 4711, 30, 1);
        queues.refresh();
        tx.putInt(VhostLayout.FOUND_HEAD, 5);
        queues.refresh();
        assertEquals(List.of(), queues.gaps(), "its run may just have ended");
        tx.putInt(VhostLayout.FOUND_HEAD, 9);
        queues.refresh();
        assertEquals(
                List.of("service of 1 virtqueues"),
                queues.gaps().stream().map(Gap::what).toList());
        tx.putInt(VhostLayout.FOUND_HEAD, 12);
        host.run(0, VhostLayout.RUNS, 1);
        queues.refresh();
        assertEquals(List.of(), queues.gaps());
    }
}
