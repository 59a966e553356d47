package io.sidecore.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.watch.HostWatch;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
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
                assertEquals(KICKS, grown(before, after, queue, VirtqueueSample::kicks), queue + " kicks");
                assertEquals(KICKS * BATCH, grown(before, after, queue, VirtqueueSample::packets), queue + " packets");
                assertEquals(truth.tx_calls(), grown(before, after, queue, VirtqueueSample::calls), queue + " calls");
                assertRuns(grown(before, after, queue, VirtqueueSample::runs));
            }
        }
    }

    /** A run may serve several kicks, and the look that follows it may be one as well: no equality. */
    private static void assertRuns(long runs) {
        assertTrue(runs >= 1 && runs <= 2L * KICKS, "runs " + runs);
    }

    @Test
    void packetsForTheGuestAreCounted() {
        try (LabGuest guest = LabGuest.start("--name", "lab", "--idle", "--rx", "100", "--seconds", "2");
                HostWatch watch = HostWatch.start(true, () -> {})) {
            HostSample before = watch.next().orElseThrow();
            guest.go();
            Lab.await("packets arrive", LIMIT, () -> rx(watch, before, guest) >= 100, () -> "fewer");
        }
    }

    private static long rx(HostWatch watch, HostSample before, LabGuest guest) {
        HostSample now = watch.next().orElseThrow();
        String queue = queueOf(before, guest.device().rx_call_id());
        return grown(before, now, queue, VirtqueueSample::packets);
    }

    @Test
    void anIdleGuestIsSeenToDoNothing() {
        try (LabGuest guest = LabGuest.start("--name", "lab", "--idle");
                HostWatch watch = HostWatch.start(true, () -> {})) {
            HostSample before = watch.next().orElseThrow();
            guest.go();
            HostSample after = watch.next().orElseThrow();
            String queue = tx(before, guest.device());
            assertEquals(0, grown(before, after, queue, VirtqueueSample::kicks));
            assertEquals(0, grown(before, after, queue, VirtqueueSample::runs));
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
        String[] all = java.util.stream.Stream.of(options, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
        return LabGuest.start(devices, all);
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

    private interface Counter extends java.util.function.Function<VirtqueueSample, OptionalLong> {}

    private static long grown(HostSample before, HostSample after, String queue, Counter counter) {
        ToLongFunction<HostSample> value = sample -> counter.apply(sample.queues().stream()
                        .filter(known -> known.queue().equals(queue))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(queue + " is in no sample: " + sample.queues())))
                .orElseThrow(() -> new AssertionError(queue + " is not counted: " + sample.gaps()));
        return value.applyAsLong(after) - value.applyAsLong(before);
    }
}
