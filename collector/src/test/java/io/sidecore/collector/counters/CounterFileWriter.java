package io.sidecore.collector.counters;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a counter file as a backend would, and as none should. */
public final class CounterFileWriter {

    private final ByteBuffer bytes;

    private CounterFileWriter(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Makes a good file without workers or queues. */
    public static CounterFileWriter create(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            CounterFileWriter writer =
                    new CounterFileWriter(channel.map(FileChannel.MapMode.READ_WRITE, 0, CounterFile.TOTAL_BYTES));
            writer.header(CounterFile.HEADER_MAGIC, CounterFile.MAGIC);
            writer.header(CounterFile.HEADER_VERSION, CounterFile.VERSION);
            writer.header(CounterFile.HEADER_PID, ProcessHandle.current().pid());
            writer.header(CounterFile.HEADER_WORKER_SLOTS, CounterFile.WORKER_SLOTS);
            writer.header(CounterFile.HEADER_QUEUE_SLOTS, CounterFile.QUEUE_SLOTS);
            return writer;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public CounterFileWriter header(int word, long value) {
        bytes.putLong(8 * word, value);
        return this;
    }

    public CounterFileWriter worker(int slot, long generation, int tid, String name, PollMode mode, CpuSet cpus) {
        workerWord(slot, CounterFile.WORKER_TID, tid);
        workerWord(slot, CounterFile.WORKER_POLL_KIND, mode.kind().ordinal());
        workerWord(slot, CounterFile.WORKER_SPIN_NANOS, mode.spin().toNanos());
        text(CounterFile.workerAt(slot) + 8 * CounterFile.WORKER_NAME, CounterFile.WORKER_NAME_BYTES, name);
        for (int word = 0; word < CounterFile.WORKER_CPU_WORDS; word++) {
            long[] mask = cpus.mask();
            workerWord(slot, CounterFile.WORKER_CPUS + word, word < mask.length ? mask[word] : 0);
        }
        return workerWord(slot, CounterFile.WORKER_GENERATION, generation);
    }

    public CounterFileWriter workerWord(int slot, int word, long value) {
        bytes.putLong(CounterFile.workerAt(slot) + 8 * word, value);
        return this;
    }

    public CounterFileWriter count(int slot, WorkerCounter counter, long value) {
        return workerWord(slot, CounterFile.WORKER_COUNTERS + counter.ordinal(), value);
    }

    public CounterFileWriter queue(int slot, long generation, int worker, String name) {
        queueWord(slot, CounterFile.QUEUE_WORKER, worker);
        queueWord(slot, CounterFile.QUEUE_SIZE, 256);
        text(CounterFile.queueAt(slot) + 8 * CounterFile.QUEUE_NAME, CounterFile.QUEUE_NAME_BYTES, name);
        return queueWord(slot, CounterFile.QUEUE_GENERATION, generation);
    }

    public CounterFileWriter queueWord(int slot, int word, long value) {
        bytes.putLong(CounterFile.queueAt(slot) + 8 * word, value);
        return this;
    }

    public CounterFileWriter count(int slot, QueueCounter counter, long value) {
        return queueWord(slot, CounterFile.QUEUE_COUNTERS + counter.ordinal(), value);
    }

    private void text(int at, int room, String text) {
        byte[] padded = new byte[room];
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(encoded, 0, padded, 0, Math.min(room, encoded.length));
        bytes.put(at, padded);
    }
}
