package io.sidecore.vhostuser.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.proc.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrontendCpusTest {

    private static final int QEMU = 40;

    @TempDir
    private Path root;

    private long now;

    /** A thread that ran for so long in all, and on that CPU last. */
    private void thread(int tid, long runMillis, int cpu) {
        try {
            Path directory = Files.createDirectories(root.resolve("proc/" + QEMU + "/task/" + tid));
            Files.writeString(directory.resolve("schedstat"), runMillis + "000000 0 9\n");
            Files.writeString(
                    directory.resolve("stat"),
                    tid + " (CPU 0/KVM) R 1 1 1" + " 0".repeat(32) + " " + cpu + " 0 0 0 0 0\n");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aThreadThatRanForATenthOfTheTimeIsInTheWay() {
        FrontendCpus cpus = new FrontendCpus(new HostFiles(root), () -> now);
        thread(40, 1000, 0);
        thread(41, 5000, 1);
        assertEquals(Optional.empty(), cpus.apply(QEMU));
        now += 100_000_000;
        thread(40, 1009, 0);
        thread(41, 5010, 3);
        assertEquals(Optional.of(CpuSet.of(3)), cpus.apply(QEMU));
        now += 100_000_000;
        thread(40, 1100, 2);
        thread(41, 5100, 3);
        thread(42, 90, 1); // new: not known for how long
        assertEquals(Optional.of(CpuSet.of(2, 3)), cpus.apply(QEMU));
        now += 100_000_000;
        assertEquals(Optional.empty(), cpus.apply(QEMU));
    }

    @Test
    void nothingIsKnownOfAProcessThatIsGoneOrUnreadable() throws IOException {
        FrontendCpus cpus = new FrontendCpus(new HostFiles(root), () -> now);
        assertEquals(Optional.empty(), cpus.apply(QEMU));
        thread(40, 1000, 0);
        cpus.apply(QEMU);
        now += 100_000_000;
        Files.writeString(root.resolve("proc/" + QEMU + "/task/40/schedstat"), "none");
        assertEquals(Optional.empty(), cpus.apply(QEMU));
    }
}
