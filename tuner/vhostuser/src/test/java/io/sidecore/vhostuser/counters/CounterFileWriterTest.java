package io.sidecore.vhostuser.counters;

import static io.sidecore.collector.counters.CounterFile.QUEUE_COUNTERS;
import static io.sidecore.collector.counters.CounterFile.QUEUE_GENERATION;
import static io.sidecore.collector.counters.CounterFile.QUEUE_NAME;
import static io.sidecore.collector.counters.CounterFile.WORKER_GENERATION;
import static io.sidecore.collector.counters.CounterFile.WORKER_NAME;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.collector.counters.CounterFile;
import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.rig.Leaks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class CounterFileWriterTest {

    private static final QueueId VM1_TX = QueueId.parse("vm1/tx0");

    private final Leaks before = Leaks.now();
    private Path path;
    private CounterFileWriter writer;

    @BeforeEach
    void create(@TempDir Path directory) throws IOException {
        path = directory.resolve("x.counters");
        Files.writeString(path, "what a killed backend left");
        writer = CounterFileWriter.create(path);
    }

    @AfterEach
    void close() {
        writer.close();
        assertFalse(Files.exists(path));
        assertEquals(before.descriptors(), Leaks.now().descriptors());
    }

    private ByteBuffer file() {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long queueWord(int slot, int word) {
        return file().getLong(CounterFile.queueAt(slot) + 8 * word);
    }

    private String nameAt(int at, int room) {
        byte[] name = new byte[room];
        file().get(at, name);
        return new String(name, StandardCharsets.UTF_8).replace("\0", "");
    }

    @Test
    void hasAHeader() {
        ByteBuffer file = file();
        assertEquals(CounterFile.TOTAL_BYTES, file.limit());
        assertArrayEquals(
                new long[] {
                    CounterFile.MAGIC,
                    CounterFile.VERSION,
                    ProcessHandle.current().pid(),
                    CounterFile.WORKER_SLOTS,
                    CounterFile.QUEUE_SLOTS
                },
                new long[] {file.getLong(0), file.getLong(8), file.getLong(16), file.getLong(24), file.getLong(32)});
    }

    @Test
    void queueIsPublishedAtOnceAndAWorkerWhenItHasAThread() {
        QueueRecord queue = writer.addQueue(VM1_TX, 256);
        WorkerRecord worker = writer.addWorker(new WorkerId("w0"));
        assertEquals(1, queueWord(0, QUEUE_GENERATION));
        assertEquals(-1, queueWord(0, CounterFile.QUEUE_WORKER));
        assertEquals(256, queueWord(0, CounterFile.QUEUE_SIZE));
        assertEquals("vm1/tx0", nameAt(CounterFile.queueAt(0) + 8 * QUEUE_NAME, CounterFile.QUEUE_NAME_BYTES));
        assertEquals("w0", nameAt(CounterFile.workerAt(0) + 8 * WORKER_NAME, CounterFile.WORKER_NAME_BYTES));
        assertEquals(0, file().getLong(CounterFile.workerAt(0) + 8 * WORKER_GENERATION));
        worker.publish(4711);
        assertEquals(2, file().getLong(CounterFile.workerAt(0) + 8 * WORKER_GENERATION));
        assertEquals(4711, file().getLong(CounterFile.workerAt(0) + 8 * CounterFile.WORKER_TID));
        queue.setWorker(worker);
        assertEquals(0, queueWord(0, CounterFile.QUEUE_WORKER));
    }

    @Test
    void slotIsUsedAgainWithAnotherGenerationAndFromZero() {
        QueueRecord first = writer.addQueue(VM1_TX, 256);
        first.add(QueueCounter.PACKETS, 5);
        first.add(QueueCounter.PACKETS, 2);
        assertEquals(7, queueWord(0, QUEUE_COUNTERS + QueueCounter.PACKETS.ordinal()));
        writer.remove(first);
        assertEquals(0, queueWord(0, QUEUE_GENERATION));
        QueueRecord second = writer.addQueue(QueueId.parse("a/rx0"), 64);
        assertEquals(first.slot(), second.slot());
        assertEquals(2, queueWord(0, QUEUE_GENERATION));
        assertEquals(0, queueWord(0, QUEUE_COUNTERS + QueueCounter.PACKETS.ordinal()));
        assertEquals("a/rx0", nameAt(CounterFile.queueAt(0) + 8 * QUEUE_NAME, CounterFile.QUEUE_NAME_BYTES));
    }

    @Test
    void countsDelaysByTheirLogarithm() {
        QueueRecord queue = writer.addQueue(VM1_TX, 256);
        for (long nanos : new long[] {-5, 0, 1, 2, 3, 4, 1023, 1024, Long.MAX_VALUE / 4}) {
            queue.addDelay(nanos);
        }
        long[] slots = new long[CounterFile.DELAY_SLOTS];
        Arrays.setAll(slots, i -> queueWord(0, CounterFile.QUEUE_DELAY_SLOTS + i));
        long[] want = new long[CounterFile.DELAY_SLOTS];
        want[0] = 3;
        want[1] = 2;
        want[2] = 1;
        want[9] = 1;
        want[10] = 1;
        want[47] = 1;
        assertArrayEquals(want, slots);
        assertEquals(
                1 + 2 + 3 + 4 + 1023 + 1024 + Long.MAX_VALUE / 4,
                queueWord(0, QUEUE_COUNTERS + QueueCounter.DELAY_NANOS.ordinal()));
    }

    @Test
    void refusesMoreThanItHasSlots() {
        for (int i = 0; i < CounterFile.WORKER_SLOTS; i++) {
            writer.addWorker(new WorkerId("w" + i));
        }
        assertEquals(
                "this backend has 128 workers, as many as it can have",
                assertThrows(IllegalStateException.class, () -> writer.addWorker(new WorkerId("w")))
                        .getMessage());
    }

    @Test
    void layoutHoldsTheLongestNamesAndAllCounters() {
        String device = "d".repeat(40);
        writer.addQueue(QueueId.parse(device + "/rx9999"), 256);
        assertEquals(device + "/rx9999", nameAt(CounterFile.queueAt(0) + 8 * QUEUE_NAME, CounterFile.QUEUE_NAME_BYTES));
        assertFalse(QUEUE_COUNTERS + QueueCounter.values().length > CounterFile.QUEUE_DELAY_SLOTS);
    }
}
