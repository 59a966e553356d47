package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.probes.ProbeCatalog;
import io.sidecore.probes.ProbeProgram;
import io.sidecore.probes.ProbeSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vhost and eventfd probes in a kernel with vhost, against what a device of our own was told to do. */
@Tag("lab")
final class VhostLabTest {

    private static final int RX = TinyVhost.RX;
    private static final int TX = TinyVhost.TX;
    private static final int ROUNDS = 23;
    private static final int RING = 1024;
    /** VHOST_NET_PKT_WEIGHT: packets that vhost-net handles in one run at most. */
    private static final int LIMIT = 256;

    private final HostFiles host = HostFiles.ofThisHost();
    private final List<AutoCloseable> open = new ArrayList<>();
    private static BpfLibrary library;
    /** Shared, for it takes seconds to load under emulation. */
    private static VhostQueues queues;

    @BeforeAll
    static void thereIsVhost() {
        try {
            library = BpfLibrary.load();
        } catch (BpfException e) {
            Assumptions.abort("no libbpf here: " + e.why());
        }
        Assumptions.assumeTrue(HostFiles.ofThisHost().exists("dev/vhost-net"), "no /dev/vhost-net here");
        queues = queues(ProbeCatalog.VHOST);
    }

    @AfterAll
    static void noMoreVhost() {
        if (queues != null) {
            queues.close();
        }
    }

    @AfterEach
    void close() throws Exception {
        Collections.reverse(open);
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private <T extends AutoCloseable> T closing(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private static VhostQueues queues(ProbeSpec spec) {
        ProbeAttempt attempt = new ProbeLoader(library).load(spec);
        assertEquals(Optional.empty(), attempt.whyNot());
        assertTrue(
                attempt.refusals().stream().allMatch(refusal -> refusal.why().startsWith("not tried: ")),
                attempt.refusals().toString());
        return new VhostQueues(attempt.object().orElseThrow(), HostFiles.ofThisHost(), System::nanoTime);
    }

    private TinyVhost device(boolean kthread) {
        try {
            return closing(new TinyVhost(library, RING, kthread));
        } catch (BpfException e) {
            return Assumptions.abort("no such device here: " + e.why());
        }
    }

    private static VhostCounts counts(VhostQueues queues, TinyVhost device, int index) {
        return queues.read().stream()
                .filter(counts -> counts.queue().fd() == device.fd()
                        && counts.queue().owner() == device.pid()
                        && counts.queue().index() == index)
                .findFirst()
                .orElseThrow();
    }

    private static void await(String what, BooleanSupplier happened) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!happened.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            Thread.onSpinWait();
        }
    }

    private static long value(VhostCounts counts, VirtqueueCounter counter) {
        return counts.counters().find(counter).orElseThrow();
    }

    /** Sends a burst, and waits until its run has ended. */
    private static void send(VhostQueues queues, TinyVhost device, int frames) {
        long before = value(counts(queues, device, TX), VirtqueueCounter.PACKETS);
        device.offer(TX, frames);
        device.kick(TX);
        await("frames are sent", () -> device.outstanding(TX) == 0);
        await("their run ends", () -> value(counts(queues, device, TX), VirtqueueCounter.PACKETS) == before + frames);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDeviceThatDoesNothingIsFoundWithItsWorker(boolean kthread) {
        TinyVhost device = device(kthread);
        queues.refresh();
        VhostQueue tx = counts(queues, device, TX).queue();
        assertEquals(VhostKind.NET, tx.kind());
        assertEquals(2, tx.deviceQueues());
        assertEquals(RING, tx.ringSize());
        assertEquals(OptionalInt.of(device.callEventfd(TX)), tx.callEventfd());
        VhostQueue.Worker worker = tx.worker().orElseThrow();
        String task = "proc/" + worker.tid() + "/task/" + worker.tid();
        assertEquals(Optional.of("vhost-" + gettid()), host.read(task + "/comm"));
        assertEquals(startedTicks(task), worker.startedTicks());
        assertEquals(startedTicks("proc/self"), tx.ownerStartedTicks());
        assertEquals(
                !host.exists("proc/self/task/" + worker.tid()), worker.kthread(), "a vhost_task is among our threads");
    }

    /** The worker is named after the thread that made it. */
    private int gettid() {
        return library.c().gettid();
    }

    private long startedTicks(String task) {
        String stat = host.read(task + "/stat").orElseThrow();
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachKickAndFrameIsCounted(boolean kthread) {
        kicksAndFrames(queues, device(kthread));
    }

    @Test
    void kprobesCountTheSame() {
        List<ProbeProgram> kprobesFirst = ProbeCatalog.VHOST.programs().stream()
                .map(VhostLabTest::lastWayFirst)
                .toList();
        try (VhostQueues byKprobes =
                queues(new ProbeSpec("vhost", "vhost.bpf.o", kprobesFirst, "by kprobes", "the same"))) {
            kicksAndFrames(byKprobes, device(false));
        }
    }

    private static ProbeProgram lastWayFirst(ProbeProgram program) {
        List<io.sidecore.probes.AttachPoint> ways = new ArrayList<>(program.points());
        Collections.reverse(ways);
        return new ProbeProgram(program.counts(), program.need(), ways, program.devices());
    }

    private static void kicksAndFrames(VhostQueues queues, TinyVhost device) {
        queues.refresh();
        device.start();
        await("the socket has room", () -> value(counts(queues, device, TX), VirtqueueCounter.RUNS) == 1);
        for (int i = 0; i < ROUNDS; i++) {
            send(queues, device, 1);
        }
        VhostCounts tx = counts(queues, device, TX);
        assertEquals(ROUNDS, value(tx, VirtqueueCounter.KICKS));
        assertEquals(ROUNDS, value(tx, VirtqueueCounter.PACKETS));
        assertEquals(0, value(tx, VirtqueueCounter.LIMITED));
        assertTrue(
                value(tx, VirtqueueCounter.RUNS) > 1 && value(tx, VirtqueueCounter.RUNS) <= 1 + ROUNDS, tx.toString());
        assertTrue(value(tx, VirtqueueCounter.BUSY_NANOS) > 0, tx.toString());
        assertEquals(0, value(tx, VirtqueueCounter.BUSY_POLL_NANOS));
        long delays = tx.delay().orElseThrow().count();
        assertTrue(delays > 0 && delays <= ROUNDS && delays < value(tx, VirtqueueCounter.RUNS), tx.toString());
        assertEquals(0, value(counts(queues, device, RX), VirtqueueCounter.KICKS));
        device.offer(RX, 1);
        device.kick(RX);
        await("rx is served", () -> value(counts(queues, device, RX), VirtqueueCounter.RUNS) == 1);
        assertEquals(1, value(counts(queues, device, RX), VirtqueueCounter.KICKS));
        assertEquals(0, value(counts(queues, device, RX), VirtqueueCounter.PACKETS), "nothing came that could fill it");
    }

    @Test
    void aBurstBeyondTheLimitOfOneRunIsCountedAsLimited() {
        TinyVhost device = device(false);
        queues.refresh();
        device.start();
        await("the socket has room", () -> value(counts(queues, device, TX), VirtqueueCounter.RUNS) == 1);
        send(queues, device, LIMIT - 1);
        assertEquals(0, value(counts(queues, device, TX), VirtqueueCounter.LIMITED));
        send(queues, device, 3 * LIMIT + 5);
        VhostCounts tx = counts(queues, device, TX);
        assertEquals(3, value(tx, VirtqueueCounter.LIMITED));
        assertEquals(2, value(tx, VirtqueueCounter.KICKS));
        assertEquals(4 * LIMIT + 4, value(tx, VirtqueueCounter.PACKETS));
    }

    @Test
    void busyPollingIsToldFromWork() {
        TinyVhost device = device(false);
        device.busyPoll(500);
        queues.refresh();
        device.start();
        for (int i = 0; i < ROUNDS; i++) {
            send(queues, device, 1);
        }
        VhostCounts tx = counts(queues, device, TX);
        assertEquals(500, tx.queue().busyPollMicros());
        assertTrue(value(tx, VirtqueueCounter.BUSY_POLL_NANOS) > 0, tx.toString());
        assertTrue(value(tx, VirtqueueCounter.BUSY_NANOS) > 0, tx.toString());
        assertEquals(0, value(tx, VirtqueueCounter.LIMITED), "an interrupted poll is no limit");
    }

    @Test
    void aDeviceThatIsOpenedAgainIsAnother() {
        long first;
        int fd;
        try (TinyVhost device = new TinyVhost(library, RING, false)) {
            queues.refresh();
            first = counts(queues, device, TX).generation();
            fd = device.fd();
        }
        assertTrue(queues.read().stream().noneMatch(counts -> counts.queue().fd() == fd), "not even read");
        TinyVhost again = device(false);
        queues.refresh();
        assertNotEquals(first, counts(queues, again, TX).generation());
    }

    @Test
    void aQueueThatIsNotKnownYetIsNoticed() {
        queues.refresh();
        TinyVhost device = device(false);
        device.start();
        await("it is noticed", queues::sawOthers);
        queues.refresh();
        assertEquals(RING, counts(queues, device, TX).queue().ringSize());
    }

    @Test
    void callsAreCountedByEventfdAndContext() {
        ProbeAttempt attempt = new ProbeLoader(library).load(ProbeCatalog.EVENTFD);
        EventfdCounts signals = closing(new EventfdCounts(attempt.object().orElseThrow()));
        TinyVhost device = device(false);
        device.start();
        int id = device.callEventfd(TX);
        long before = signals.byWorkers(id);
        long byOthers = signals.byProcesses(id);
        long calls = 0;
        for (int i = 0; i < ROUNDS; i++) {
            device.offer(TX, 1);
            device.kick(TX);
            await("a frame is sent", () -> device.outstanding(TX) == 0);
            calls += device.calls(TX);
        }
        device.offer(TX, 1);
        device.kick(TX);
        long[] last = new long[1];
        await("the last call", () -> (last[0] = device.calls(TX)) > 0);
        assertEquals(ROUNDS + 1, calls + last[0], "vhost calls for each frame that is alone");
        assertEquals(calls + last[0], signals.byWorkers(id) - before);
        assertEquals(byOthers, signals.byProcesses(id));
    }

    @Test
    void theSelfChecksAreContent() {
        assertEquals(Optional.empty(), VhostSelfCheck.untried(queues, library, System::nanoTime));
        assertEquals(List.of(), queues.gaps());
        EventfdCounts signals = closing(new EventfdCounts(
                new ProbeLoader(library).load(ProbeCatalog.EVENTFD).object().orElseThrow()));
        assertEquals(Optional.empty(), VhostSelfCheck.problem(signals, library, System::nanoTime));
    }
}
