package io.sidecore.collector.counters;

/**
 * The layout of the shared counter file: a header, then worker records, then queue records, all of little-endian 64-bit
 * words that only their owner writes. Reading it costs the backend nothing.
 *
 * <pre>
 * header   word 0 MAGIC, 1 VERSION, 2 pid, 3 worker slots, 4 queue slots, 5 nanoTime at start
 * worker   word 0 generation (0: free), 1 tid, 2 poll kind (PollMode.Kind ordinal), 3 spin ns,
 *          4..7 name, 8..23 CPU mask, 24.. counters in WorkerCounter order
 * queue    word 0 generation (0: free), 1 slot of the worker that owns it (-1: none), 2 ring size, 3 reserved,
 *          4..11 name, 12..75 counters in QueueCounter order, 76..123 visits by delay, log2 ns
 * </pre>
 *
 * A slot is published by writing its generation last, and freed by writing 0 to it first. Generations are never used
 * again, so a reader that sees the same generation before and after reading a record has read one record.
 * Names are UTF-8, padded with zero bytes.
 */
public final class CounterFile {

    /** "SIDECORE" in ASCII, as the file's first eight bytes. */
    public static final long MAGIC = 0x45524f4345444953L;

    /** Changes whenever a reader of the old layout would misread the new. */
    public static final long VERSION = 2;

    /** As many workers as DESIGN asks for on one host. */
    public static final int WORKER_SLOTS = 128;

    /** 1024 ports of one queue pair each; a full file refuses further ports. */
    public static final int QUEUE_SLOTS = 2048;

    public static final int HEADER_BYTES = 4096;
    public static final int WORKER_BYTES = 512;
    public static final int QUEUE_BYTES = 1024;
    public static final int TOTAL_BYTES = HEADER_BYTES + WORKER_SLOTS * WORKER_BYTES + QUEUE_SLOTS * QUEUE_BYTES;

    /** Word offsets in the header. */
    public static final int HEADER_MAGIC = 0;

    public static final int HEADER_VERSION = 1;
    public static final int HEADER_PID = 2;
    public static final int HEADER_WORKER_SLOTS = 3;
    public static final int HEADER_QUEUE_SLOTS = 4;
    public static final int HEADER_STARTED = 5;

    /** Word offsets in a worker record. */
    public static final int WORKER_GENERATION = 0;

    public static final int WORKER_TID = 1;
    public static final int WORKER_POLL_KIND = 2;
    public static final int WORKER_SPIN_NANOS = 3;
    public static final int WORKER_NAME = 4;
    public static final int WORKER_NAME_BYTES = 32;
    public static final int WORKER_CPUS = 8;
    public static final int WORKER_CPU_WORDS = 16;
    public static final int WORKER_COUNTERS = 24;

    /** Word offsets in a queue record. */
    public static final int QUEUE_GENERATION = 0;

    public static final int QUEUE_WORKER = 1;
    public static final int QUEUE_SIZE = 2;
    public static final int QUEUE_NAME = 4;
    public static final int QUEUE_NAME_BYTES = 64;
    public static final int QUEUE_COUNTERS = 12;
    public static final int QUEUE_DELAY_SLOTS = 76;

    /** Slot i counts delays in [2^i, 2^(i+1)) ns; the last one also everything longer (78 hours). */
    public static final int DELAY_SLOTS = 48;

    private CounterFile() {}

    /** Byte offset of a worker's record. */
    public static int workerAt(int slot) {
        return HEADER_BYTES + slot * WORKER_BYTES;
    }

    /** Byte offset of a queue's record. */
    public static int queueAt(int slot) {
        return HEADER_BYTES + WORKER_SLOTS * WORKER_BYTES + slot * QUEUE_BYTES;
    }
}
