package io.sidecore.collector.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.CounterFile;
import io.sidecore.collector.counters.CounterFileWriter;
import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.host.WorkerCounts;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.Virtqueue;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The embedded backend, on a host of files. */
final class BackendScanTest {

    private static final String CONTROL = "/run/b.sock";

    private final FakeHost host = new FakeHost();
    private final HostScan scan = new HostScan(host.files(), System::nanoTime);

    @AfterEach
    void remove() {
        scan.close();
        host.close();
    }

    private CounterFileWriter backend(int pid) {
        host.process(
                        pid,
                        "java",
                        "/usr/bin/java",
                        "-cp",
                        "x.jar",
                        "io.sidecore.tuner.cli.Main",
                        "backend",
                        "--port",
                        "/run/p1.sock,name=vm1",
                        "--port",
                        "/run/vm2.sock",
                        "--control",
                        CONTROL)
                .task(pid, pid + 1, "w0", FakeHost.NORMAL);
        host.write("run/.keep", "");
        return CounterFileWriter.create(host.path("run/b.sock.counters"))
                .header(CounterFile.HEADER_PID, pid)
                .worker(0, 7, pid + 1, "w0", PollMode.POLL, CpuSet.of(1))
                .worker(1, 8, 99_999, "w1", PollMode.SLEEP, CpuSet.of(1))
                .queue(0, 70, 0, "vm1/tx0")
                .queue(1, 71, 1, "vm2/rx0");
    }

    @Test
    void workersAndQueues() {
        backend(500);
        host.process(
                        300,
                        "qemu-system-x86",
                        "qemu",
                        "-name",
                        "guest=alice",
                        "-chardev",
                        "socket,id=c,path=/run/p1.sock")
                .open(300, 9, "anon_inode:kvm-vm");
        Inventory found = scan.scan(VhostView.NONE);
        assertEquals(
                List.of(new HostWorker(
                        "backend/w0",
                        HostWorker.Kind.BACKEND,
                        501,
                        500,
                        501,
                        Optional.empty(),
                        CpuSet.parse("0-3"),
                        Optional.of("/machine.slice/500"),
                        Optional.of(PollMode.POLL))),
                found.workers(),
                "w1 is no thread of the process");
        OptionalInt none = OptionalInt.empty();
        assertEquals(
                List.of(
                        new Virtqueue(
                                "alice/vm1/tx0",
                                "alice",
                                "vm1",
                                "tx0",
                                Optional.of("backend/w0"),
                                OptionalInt.of(256),
                                OptionalLong.empty(),
                                none,
                                none),
                        new Virtqueue(
                                "backend/vm2/rx0",
                                "vm2",
                                "vm2",
                                "rx0",
                                Optional.empty(),
                                OptionalInt.of(256),
                                OptionalLong.empty(),
                                none,
                                none)),
                found.queues());
    }

    @Test
    void counts() {
        backend(500)
                .count(0, WorkerCounter.BUSY_NANOS, 11)
                .count(0, WorkerCounter.EMPTY_NANOS, 12)
                .count(0, WorkerCounter.SLEEP_NANOS, 13)
                .count(0, WorkerCounter.PACKETS, 14)
                .count(0, QueueCounter.DROPS_FULL, 2)
                .count(0, QueueCounter.DROPS_NO_PORT, 3)
                .count(0, QueueCounter.KICKS, 21);
        assertEquals(List.of(), scan.counts().workers(), "nothing is known before the first scan");
        scan.scan(VhostView.NONE);
        HostCounts counts = scan.counts();
        assertEquals(
                List.of(new WorkerCounts(
                        "backend/w0", 7, WorkerCounts.Unit.NANOS, 11, 12, OptionalLong.of(13), OptionalLong.of(14))),
                counts.workers());
        VirtqueueSample queue = counts.queues().get(0);
        assertEquals("backend/vm1/tx0", queue.queue());
        assertEquals(70, queue.generation());
        assertEquals(OptionalLong.of(21), queue.counters().find(VirtqueueCounter.KICKS));
        assertEquals(OptionalLong.of(5), queue.counters().find(VirtqueueCounter.DROPS));
    }

    @Test
    void aFileThatIsCutOffIsAGap() throws IOException {
        backend(500);
        scan.scan(VhostView.NONE);
        try (FileChannel file = FileChannel.open(host.path("run/b.sock.counters"), StandardOpenOption.WRITE)) {
            file.truncate(4096);
        }
        assertEquals("counters of backend", scan.counts().gaps().get(0).what());
        assertEquals(
                "workers of backend", scan.scan(VhostView.NONE).gaps().get(0).what());
    }

    @Test
    void aFileThatOthersMayWriteIsNotMapped() throws IOException {
        backend(500);
        Files.setPosixFilePermissions(host.path("run/b.sock.counters"), PosixFilePermissions.fromString("rw-rw-rw-"));
        Inventory found = scan.scan(VhostView.NONE);
        assertEquals(List.of(), found.workers());
        assertTrue(
                found.gaps().get(0).reason().contains("may be changed by other users"),
                found.gaps().toString());
    }

    @Test
    void anotherNamespacesNumbersAreNotTaken() {
        backend(500).header(CounterFile.HEADER_PID, 1);
        Inventory found = scan.scan(VhostView.NONE);
        assertEquals(List.of(), found.workers());
        assertTrue(
                found.gaps().get(0).reason().contains("PID namespace"),
                found.gaps().toString());
    }

    @Test
    void aMissingFileIsAGapAndAnythingElseNone() throws IOException {
        backend(500);
        Files.delete(host.path("run/b.sock.counters"));
        host.process(600, "java", "java", "org.other.Main", "backend", "--control", CONTROL)
                .process(700, "java", "java", "io.sidecore.tuner.cli.Main", "trial", "--control", CONTROL)
                .process(800, "bash", "bash", "io.sidecore.tuner.cli.Main", "backend", "--control", CONTROL)
                .process(900, "java", "java", "io.sidecore.tuner.cli.Main", "backend", "--control");
        Inventory found = scan.scan(VhostView.NONE);
        assertEquals(List.of(), found.workers());
        assertEquals(1, found.gaps().size(), found.gaps().toString());
    }
}
