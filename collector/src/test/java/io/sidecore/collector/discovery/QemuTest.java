package io.sidecore.collector.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.socket.JsonSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real QEMU that does not run its guest, under software emulation. */
final class QemuTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private Child qemu(String... more) {
        Child child = Child.start(
                directory,
                List.of("qemu-system-x86_64"),
                List.of("-accel", "tcg", "-M", "q35", "-m", "32", "-smp", "2", "-S", "-display", "none", "-nodefaults"),
                List.of("-object", "iothread,id=io0", "-object", "iothread,id=io1,poll-max-ns=0"),
                List.of(more));
        child.await(() -> Files.exists(directory.resolve("q.sock")), PATIENCE);
        return child;
    }

    private static Inventory scan() {
        try (HostScan scan = new HostScan(HostFiles.ofThisHost(), System::nanoTime)) {
            return scan.scan(VhostView.NONE);
        }
    }

    /** What a scan finds once QEMU has started and answers; on a busy machine that takes a while. */
    private static Inventory scanOfAll(Child child) {
        child.await(() -> guest(scan(), child).vcpus().size() == 2, PATIENCE);
        Inventory found = scan();
        return guest(found, child).vcpus().size() == 2 ? found : scanOfAll(child);
    }

    private static Guest guest(Inventory found, Child child) {
        return found.guests().stream()
                .filter(guest -> guest.pid() == child.pid())
                .findFirst()
                .orElseThrow();
    }

    private String socket() {
        return "unix:" + directory.resolve("q.sock") + ",server=on,wait=off";
    }

    @Test
    void threadsWithoutNamesAreAskedForOverQmp() {
        try (Child child = qemu("-name", "vm,,one", "-qmp", socket())) {
            Inventory found = scanOfAll(child);
            Guest guest = guest(found, child);
            assertEquals("vm_one", guest.name());
            assertEquals("qemu-system-x86_64", guest.program());
            guest.vcpus()
                    .forEach(vcpu -> assertTrue(
                            Files.exists(Path.of("/proc/" + child.pid() + "/task/" + vcpu.tid())), vcpu.toString()));
            HostWorker io0 = found.worker("vm_one/io0").orElseThrow();
            assertEquals(HostWorker.Kind.IOTHREAD, io0.kind());
            assertEquals(PollMode.Kind.SPIN, io0.mode().orElseThrow().kind());
            assertEquals(
                    Optional.of(PollMode.SLEEP),
                    found.worker("vm_one/io1").orElseThrow().mode());
        }
    }

    @Test
    void threadsWithNamesSayTheSame() {
        try (Child child = qemu("-name", "guest=vm2,debug-threads=on", "-qmp", socket())) {
            Inventory found = scanOfAll(child);
            assertTrue(found.worker("vm2/io0").isPresent());
            assertTrue(found.worker("vm2/io1").isPresent());
        }
    }

    @Test
    void aMonitorThatIsBusyIsAGapWithARemedy() throws Exception {
        String monitor = "socket,id=m,path=" + directory.resolve("q.sock") + ",server=on,wait=off";
        try (Child child = qemu("-name", "vm3", "-chardev", monitor, "-mon", "chardev=m,mode=control");
                JsonSocket other = JsonSocket.connect(directory.resolve("q.sock"), PATIENCE, System::nanoTime)) {
            assertTrue(other.receive().has("QMP"));
            Inventory found = scan();
            assertEquals(List.of(), guest(found, child).vcpus());
            Gap gap = found.gaps().stream()
                    .filter(it -> it.what().equals("vCPU threads of vm3"))
                    .findFirst()
                    .orElseThrow();
            assertTrue(gap.reason().contains("while another program is connected"), gap.reason());
            assertTrue(gap.reason().contains("debug-threads=on"), gap.reason());
        }
    }

    @Test
    void nobodyIsKeptFromTheMonitorAfterwards() throws Exception {
        try (Child child = qemu("-name", "vm4", "-qmp", socket())) {
            scanOfAll(child);
            try (JsonSocket next = JsonSocket.connect(directory.resolve("q.sock"), PATIENCE, System::nanoTime)) {
                assertTrue(next.receive().has("QMP"));
            }
        }
    }
}
