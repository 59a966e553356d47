package io.sidecore.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.watch.HostWatch;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is counted of a guest's vhost devices agrees with what the guest sent. */
@Tag("lab")
class KnownTrafficLabTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Primes, so that they are not some other count by chance. */
    private static final int KICKS = 211;

    private static final int BATCH = 3;

    @Test
    void kicksPacketsAndCallsAgreeWithWhatWasSent() {
        try (LabGuest guest = guest(2, "--batch", String.valueOf(BATCH));
                HostWatch watch = HostWatch.start(true, () -> {})) {
            HostSample before = watch.next().orElseThrow();
            guest.go();
            guest.awaitDone(LIMIT);
            HostSample after = watch.next().orElseThrow();
            List<LabGuest.Sent> sent = guest.end();
            for (LabGuest.Device device : guest.devices()) {
                String queue = tx(before, device);
                LabGuest.Sent truth = sent.get(device.device());
                assertEquals(KICKS, truth.tx_kicks());
                assertEquals(KICKS * BATCH, truth.tx_done());
                assertEquals(KICKS, grown(before, after, queue, VirtqueueCounter.KICKS), queue + " kicks");
                assertEquals(KICKS * BATCH, grown(before, after, queue, VirtqueueCounter.PACKETS), queue + " packets");
                assertEquals(truth.tx_calls(), grown(before, after, queue, VirtqueueCounter.CALLS), queue + " calls");
                assertRuns(grown(before, after, queue, VirtqueueCounter.RUNS));
            }
        }
    }

    /** A run may serve several kicks, and the look that follows it may be one as well: no equality. */
    private static void assertRuns(long runs) {
        assertTrue(runs >= 1 && runs <= 2L * KICKS, "runs " + runs);
    }

    /** How many frames arrive is not counted, as one may fill several buffers: what they cause is. */
    @Test
    void framesForTheGuestAreSeenToWakeItsWorkerAndToBecomeCalls() {
        try (LabGuest guest = LabGuest.start("--name", "lab", "--idle", "--rx", "100", "--seconds", "60");
                HostWatch watch = HostWatch.start(true, () -> {})) {
            HostSample before = watch.next().orElseThrow();
            guest.go();
            String queue = queueOf(before, guest.device().rx_call_id());
            Lab.await(
                    "frames become calls",
                    LIMIT,
                    () -> grown(before, watch.next().orElseThrow(), queue, VirtqueueCounter.CALLS) >= KICKS,
                    () -> "fewer than " + KICKS);
            HostSample after = watch.next().orElseThrow();
            LabGuest.Sent sent = guest.end().get(0);
            assertTrue(grown(before, after, queue, VirtqueueCounter.CALLS) <= sent.rx_calls(), sent.toString());
            assertTrue(grown(before, after, queue, VirtqueueCounter.BACKEND_WAKEUPS) >= KICKS, after.toString());
            assertEquals(0, grown(before, after, tx(before, guest.device()), VirtqueueCounter.KICKS));
        }
    }

    @Test
    void anIdleGuestIsSeenToDoNothing() {
        try (LabGuest guest = LabGuest.start("--name", "lab", "--idle");
                HostWatch watch = HostWatch.start(true, () -> {})) {
            HostSample before = watch.next().orElseThrow();
            guest.go();
            HostSample after = watch.next().orElseThrow();
            String queue = tx(before, guest.device());
            assertEquals(0, grown(before, after, queue, VirtqueueCounter.KICKS));
            assertEquals(0, grown(before, after, queue, VirtqueueCounter.RUNS));
            assertEquals(0, guest.end().get(0).tx_kicks());
        }
    }

    @Test
    void eachDeviceHasTheWorkerThatTheKernelGaveIt() {
        try (LabGuest guest = guest(2);
                HostWatch watch = HostWatch.start(true, () -> {})) {
            HostSample sample = watch.next().orElseThrow();
            guest.devices().forEach(device -> assertWorker(sample, device));
        }
    }

    /** On kernels that have both, one guest's worker is a kthread beside another's, which is a thread of its own. */
    @Test
    void bothKindsOfWorkerAreFoundAtOnce() {
        try (LabGuest ordinary = guest(1)) {
            Assumptions.assumeTrue(
                    ordinary.device().worker_kind().equals("vhost_task"), "this kernel has kthreads only");
            try (LabGuest old = LabGuest.start("--name", "old", "--kthread");
                    HostWatch watch = HostWatch.start(true, () -> {})) {
                assertEquals("kthread", old.device().worker_kind());
                HostSample sample = watch.next().orElseThrow();
                assertWorker(sample, ordinary.device());
                assertWorker(sample, old.device());
            }
        }
    }

    private static LabGuest guest(int devices, String... more) {
        String[] options = {"--name", "lab", "--kicks", "100", "--count", String.valueOf(KICKS), "--seconds", "60"};
        return LabGuest.start(
                devices, Stream.of(options, more).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private static void assertWorker(HostSample sample, LabGuest.Device device) {
        Virtqueue queue = sample.inventory().queues().stream()
                .filter(known -> known.name().equals(tx(sample, device)))
                .findFirst()
                .orElseThrow();
        HostWorker worker =
                sample.inventory().worker(queue.worker().orElseThrow()).orElseThrow();
        assertEquals(device.worker(), worker.tid(), worker.toString());
        HostWorker.Kind kind =
                device.worker_kind().equals("kthread") ? HostWorker.Kind.VHOST_KTHREAD : HostWorker.Kind.VHOST_TASK;
        assertEquals(kind, worker.kind(), worker.toString());
    }

    private static String tx(HostSample sample, LabGuest.Device device) {
        return queueOf(sample, device.tx_call_id());
    }

    private static String queueOf(HostSample sample, int callEventfd) {
        return sample.inventory().queues().stream()
                .filter(queue -> queue.callEventfd().orElse(-1) == callEventfd)
                .map(Virtqueue::name)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no queue calls eventfd " + callEventfd + ": " + sample.inventory() + " " + sample.gaps()));
    }

    private static long grown(HostSample before, HostSample after, String queue, VirtqueueCounter counter) {
        ToLongFunction<HostSample> value = sample -> sample.queues().stream()
                .filter(known -> known.queue().equals(queue))
                .findFirst()
                .orElseThrow(() -> new AssertionError(queue + " is in no sample: " + sample.queues()))
                .counters()
                .find(counter)
                .orElseThrow(() -> new AssertionError(queue + " is not counted: " + sample.gaps()));
        return value.applyAsLong(after) - value.applyAsLong(before);
    }
}
