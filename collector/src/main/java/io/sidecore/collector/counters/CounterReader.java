package io.sidecore.collector.counters;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads the shared counter file whose layout {@link CounterFile} states. The file is not trusted: records are given as
 * words, and whoever gives them a meaning must expect any value. Used by one thread at a time.
 */
public final class CounterReader implements AutoCloseable {

    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A slot that changes hands in each of so many reads is not one that a backend writes. */
    private static final int READS = 16;

    private final Path file;
    private final FileChannel channel;
    private final MappedByteBuffer bytes;
    private final LongBuffer words;

    private CounterReader(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        checkSize();
        this.bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, CounterFile.TOTAL_BYTES);
        this.words = bytes.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
        expect(CounterFile.HEADER_MAGIC, CounterFile.MAGIC, "is not one: its first word");
        expect(CounterFile.HEADER_VERSION, CounterFile.VERSION, "is of another version of Sidecore: it");
        expect(CounterFile.HEADER_WORKER_SLOTS, CounterFile.WORKER_SLOTS, "has other worker slots: it");
        expect(CounterFile.HEADER_QUEUE_SLOTS, CounterFile.QUEUE_SLOTS, "has other queue slots: it");
    }

    /**
     * Maps a counter file. The mapping lasts until the reader is collected, so that closing it cannot hurt a read.
     *
     * @throws CounterFileException if it is none, or of another version
     */
    public static CounterReader open(Path file) {
        FileChannel channel;
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new CounterFileException(file, "is no regular file"); // to open a pipe would wait for a writer
        }
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new CounterFileException(file, "cannot be read: is the backend running? (" + e + ")", e);
        }
        try {
            return new CounterReader(file, channel);
        } catch (IOException | RuntimeException e) {
            close(file, channel);
            throw e instanceof CounterFileException wrong
                    ? wrong
                    : new CounterFileException(file, "cannot be mapped", e);
        }
    }

    /**
     * Makes sure that the file is still as long as it was: to read what was cut off would fault. Call it before each
     * round of reads.
     *
     * @throws CounterFileException if it is not
     */
    public void checkSize() {
        try {
            long size = channel.size();
            if (size < CounterFile.TOTAL_BYTES) {
                throw new CounterFileException(file, "has " + size + " bytes (want " + CounterFile.TOTAL_BYTES + ")");
            }
        } catch (IOException e) {
            throw new CounterFileException(file, "cannot be read", e);
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
            words.get(at / 8, into);
            VarHandle.acquireFence();
            if (wordAt(at) == generation && into[0] == generation) {
                return true;
            }
        }
        return false;
    }

    private long wordAt(int at) {
        return (long) WORD.getAcquire(bytes, at);
    }

    @Override
    public void close() {
        close(file, channel);
    }

    private static void close(Path file, FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CounterFileException(file, "cannot be closed", e);
        }
    }
}
