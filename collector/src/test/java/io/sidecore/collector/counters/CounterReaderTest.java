package io.sidecore.collector.counters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CounterReaderTest {

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("counters");
    }

    private String problem() {
        return String.valueOf(assertThrows(CounterFileException.class, () -> CounterReader.open(file()))
                .getMessage());
    }

    @Test
    void recordsAreReadWordForWord() {
        CounterFileWriter.create(file())
                .worker(127, 9, 4711, "w5", PollMode.SLEEP, CpuSet.of(1))
                .count(127, WorkerCounter.FAULTS, 3)
                .queue(2047, 8, 127, "vm1/tx0")
                .count(2047, QueueCounter.STAGED, 11);
        CounterReader reader = CounterReader.open(file());
        long[] worker = new long[CounterFile.WORKER_BYTES / 8];
        long[] queue = new long[CounterFile.QUEUE_BYTES / 8];

        assertEquals(ProcessHandle.current().pid(), reader.pid());
        assertTrue(reader.readWorker(127, worker));
        assertEquals(9, worker[CounterFile.WORKER_GENERATION]);
        assertEquals(4711, worker[CounterFile.WORKER_TID]);
        assertEquals(3, worker[CounterFile.WORKER_COUNTERS + WorkerCounter.FAULTS.ordinal()]);
        assertTrue(reader.readQueue(2047, queue));
        assertEquals(127, queue[CounterFile.QUEUE_WORKER]);
        assertEquals(11, queue[CounterFile.QUEUE_COUNTERS + QueueCounter.STAGED.ordinal()]);
        assertFalse(reader.readWorker(0, worker), "slot 0 is free");
        assertFalse(reader.readQueue(0, queue), "slot 0 is free");
    }

    @Test
    void whatIsNoFileIsNotOpened() throws IOException {
        Files.createDirectory(file());
        assertTrue(problem().endsWith("is no regular file"), problem());
    }

    @Test
    void theCountersFitTheirRecords() {
        assertTrue(CounterFile.WORKER_COUNTERS + WorkerCounter.values().length <= CounterFile.WORKER_BYTES / 8);
        assertTrue(CounterFile.QUEUE_COUNTERS + QueueCounter.values().length <= CounterFile.QUEUE_DELAY_SLOTS);
        assertTrue(CounterFile.QUEUE_DELAY_SLOTS + CounterFile.DELAY_SLOTS <= CounterFile.QUEUE_BYTES / 8);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertTrue(problem().startsWith("counter file " + file() + " cannot be read: is the backend running?"));
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Files.createFile(file());
        assertEquals("counter file " + file() + " has 0 bytes (want " + CounterFile.TOTAL_BYTES + ")", problem());
    }

    @Test
    void aShortFileIsRefused() throws IOException {
        CounterFileWriter.create(file());
        try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
            raw.setLength(CounterFile.TOTAL_BYTES - 1);
        }
        assertTrue(problem().contains("has " + (CounterFile.TOTAL_BYTES - 1) + " bytes"));
    }

    @Test
    void anotherFileIsRefused() {
        CounterFileWriter.create(file()).header(CounterFile.HEADER_MAGIC, 42);
        assertTrue(problem().contains("is not one: its first word says 42"));
    }

    @Test
    void anotherVersionIsRefused() {
        CounterFileWriter.create(file()).header(CounterFile.HEADER_VERSION, CounterFile.VERSION - 1);
        assertTrue(problem().contains("is of another version of Sidecore: it says 1 (want 2)"));
    }

    @Test
    void otherSlotCountsAreRefused() {
        CounterFileWriter writer = CounterFileWriter.create(file()).header(CounterFile.HEADER_WORKER_SLOTS, -1);
        assertTrue(problem().contains("has other worker slots: it says -1 (want 128)"));
        writer.header(CounterFile.HEADER_WORKER_SLOTS, CounterFile.WORKER_SLOTS)
                .header(CounterFile.HEADER_QUEUE_SLOTS, Long.MAX_VALUE);
        assertTrue(problem().contains("has other queue slots"));
    }

    @Test
    void aFileThatIsCutShortLaterIsNoticed() throws IOException {
        CounterFileWriter.create(file());
        try (CounterReader reader = CounterReader.open(file());
                RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
            reader.checkSize();
            raw.setLength(4096);
            assertThrows(CounterFileException.class, reader::checkSize);
        }
    }

    /** Every record that the other thread publishes has all its words alike. */
    @Test
    void aRecordThatChangesHandsIsNeverReadHalf() throws InterruptedException {
        CounterFileWriter writer = CounterFileWriter.create(file());
        AtomicBoolean stop = new AtomicBoolean();
        Thread owner = new Thread(() -> {
            for (long generation = 1; !stop.get(); generation++) {
                writer.workerWord(0, 0, 0);
                VarHandle.fullFence();
                for (int word = 1; word < CounterFile.WORKER_BYTES / 8; word++) {
                    writer.workerWord(0, word, generation);
                }
                VarHandle.fullFence();
                writer.workerWord(0, 0, generation);
            }
        });
        owner.start();
        CounterReader reader = CounterReader.open(file());
        long[] words = new long[CounterFile.WORKER_BYTES / 8];
        try {
            for (int read = 0; read < 200; ) {
                if (reader.readWorker(0, words)) {
                    read++;
                    for (long word : words) {
                        assertEquals(words[0], word);
                    }
                }
            }
        } finally {
            stop.set(true);
            owner.join();
        }
    }

    @Test
    void moreWordsThanARecordHasAreRefused() {
        CounterFileWriter.create(file());
        CounterReader reader = CounterReader.open(file());
        assertThrows(
                IllegalArgumentException.class, () -> reader.readWorker(0, new long[CounterFile.WORKER_BYTES / 8 + 1]));
    }
}
