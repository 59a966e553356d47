package io.sidecore.collector.counters;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads the shared counter file whose layout {@link CounterFile} states. The file is not trusted: records are given as
 * words, and whoever gives them a meaning must expect any value. Used by one thread at a time.
 */
public final class CounterReader {

    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A slot that changes hands in each of so many reads is not one that a backend writes. */
    private static final int READS = 16;

    private final Path file;
    private final MappedByteBuffer bytes;
    private final LongBuffer words;

    private CounterReader(Path file, MappedByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes;
        this.words = bytes.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    }

    /**
     * Maps a counter file. The mapping lasts until the reader is collected.
     *
     * @throws CounterFileException if it is none, or of another version
     */
    public static CounterReader open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < CounterFile.TOTAL_BYTES) {
                throw new CounterFileException(
                        file, "has " + channel.size() + " bytes (want " + CounterFile.TOTAL_BYTES + ")");
            }
            CounterReader reader =
                    new CounterReader(file, channel.map(FileChannel.MapMode.READ_ONLY, 0, CounterFile.TOTAL_BYTES));
            reader.expect(CounterFile.HEADER_MAGIC, CounterFile.MAGIC, "is not one: its first word");
            reader.expect(CounterFile.HEADER_VERSION, CounterFile.VERSION, "is of another version of Sidecore: it");
            reader.expect(CounterFile.HEADER_WORKER_SLOTS, CounterFile.WORKER_SLOTS, "has other worker slots: it");
            reader.expect(CounterFile.HEADER_QUEUE_SLOTS, CounterFile.QUEUE_SLOTS, "has other queue slots: it");
            return reader;
        } catch (IOException e) {
            throw new CounterFileException(file, "cannot be read: is the backend running? (" + e + ")", e);
        }
    }

    private void expect(int headerWord, long wanted, String problem) {
        long found = header(headerWord);
        if (found != wanted) {
            throw new CounterFileException(file, problem + " says " + found + " (want " + wanted + ")");
        }
    }

    /** The process that writes the file. */
    public long pid() {
        return header(CounterFile.HEADER_PID);
    }

    private long header(int word) {
        return wordAt(8 * word);
    }

    /**
     * Copies the record of a worker.
     *
     * @param into as many words as are wanted, at most a record's
     * @return false if the slot is free
     */
    public boolean readWorker(int slot, long[] into) {
        return read(CounterFile.workerAt(slot), into, CounterFile.WORKER_BYTES);
    }

    /** Copies the record of a virtqueue, as {@link #readWorker} does. */
    public boolean readQueue(int slot, long[] into) {
        return read(CounterFile.queueAt(slot), into, CounterFile.QUEUE_BYTES);
    }

    /** A record's first word is its generation. The same before and after means that it is one record. */
    private boolean read(int at, long[] into, int recordBytes) {
        if (8 * into.length > recordBytes) {
            throw new IllegalArgumentException("a record has " + recordBytes / 8 + " words, not " + into.length);
        }
        for (int i = 0; i < READS; i++) {
            long generation = wordAt(at);
            if (generation == 0) {
                return false;
            }
            copy(at, into);
            VarHandle.acquireFence();
            if (wordAt(at) == generation && into[0] == generation) {
                return true;
            }
        }
        return false;
    }

    private long wordAt(int at) {
        try {
            return (long) WORD.getAcquire(bytes, at);
        } catch (InternalError e) {
            throw truncated(e);
        }
    }

    private void copy(int at, long[] into) {
        try {
            words.get(at / 8, into);
        } catch (InternalError e) {
            throw truncated(e);
        }
    }

    /** The JVM reports a page that is there no more as an InternalError. */
    private CounterFileException truncated(InternalError e) {
        return new CounterFileException(file, "was cut short while it was read", e);
    }
}
