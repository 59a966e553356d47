package io.sidecore.vhostuser.block;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.BlockGuest;
import io.sidecore.vhostuser.rig.TestBackend;
import io.sidecore.vhostuser.server.PortSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way of a request makes no garbage: a pause to collect it would stop every worker at once. */
@Timeout(120)
class BlockAllocationTest {

    private static final int READS = 20_000;

    /** As for frames: what the JVM itself may allocate when it throws compiled code away, and no more. */
    private static final long TOLERANCE_BYTES = 16 * 1024;

    private static final int ROUNDS = 20;
    private static final int DISK_BYTES = 4 << 20;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"poll, auto", "sleep, auto", "spin=50us, auto", "sleep, threads"})
    void requestsMakeNoGarbage(String mode, String engine) throws IOException {
        Path file = Files.write(directory.resolve("disk.img"), new byte[DISK_BYTES]);
        PortSpec port =
                PortSpec.parse(directory.resolve("vm1.sock") + ",type=blk,direct=off,file=" + file + ",aio=" + engine);
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.parse(mode), List.of(port));
                BlockGuest guest = new BlockGuest(backend.socket("vm1"))) {
            guest.start();
            List<Long> rounds = new ArrayList<>();
            for (int i = 0; i < ROUNDS && (i == 0 || rounds.get(i - 1) > TOLERANCE_BYTES); i++) {
                rounds.add(allocatedWhileReading(guest)); // the first ones warm up
            }
            assertTrue(rounds.get(rounds.size() - 1) <= TOLERANCE_BYTES, () -> "bytes in each round: " + rounds);
        }
    }

    private static long allocatedWhileReading(BlockGuest guest) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] ids = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sidecore-"))
                .mapToLong(Thread::getId)
                .toArray();
        long before = Arrays.stream(threads.getThreadAllocatedBytes(ids)).sum();
        read(guest);
        return Arrays.stream(threads.getThreadAllocatedBytes(ids)).sum() - before;
    }

    private static void read(BlockGuest guest) {
        for (int slot = 0; slot < 32; slot++) {
            guest.submit(slot, BlockLayout.IN, 8L * slot, 4096);
        }
        guest.kick();
        for (int reads = 0; reads < READS; reads++) {
            Await.until("a read is answered", guest::hasAnswer);
            int slot = guest.take();
            if (reads < READS - 32) {
                guest.submit(slot, BlockLayout.IN, reads % 1000 * 8L, 4096);
                guest.kick();
            }
        }
    }
}
