package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfMemory;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.sample.ThreadTimesSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Thread times by the sched probe: exact to the switch, with each wait for a CPU in a histogram.
 *
 * <p>What lasts is counted as well. A worker that polls on a CPU of its own may not be switched for minutes, so its
 * record says since when it runs; and if it ran already when it was first watched, the probe's iterator says so.
 */
public final class SchedThreads implements ThreadTimesSource {

    private static final String LOOK = "sched_look";
    /** A record is written in some 20 ns; one that stays half-written belongs to a CPU that does not run. */
    private static final int READS = 1000;

    private static final long LONG_WAIT_NANOS = 10_000_000;
    private static final int UNKNOWN = SchedLayout.UNKNOWN;

    private final ProbeObject probe;
    private final BpfMemory memory;
    private final WatchTable table;
    private final LongSupplier clock;
    private final long[] words = new long[SchedLayout.THREAD_WORDS];
    private long lookedNanos;

    /**
     * Takes the probe over, and closes it in the end.
     *
     * @param clock the clock of {@code bpf_ktime_get_ns}, which {@link System#nanoTime} is on Linux
     */
    public SchedThreads(ProbeObject probe, LongSupplier clock) {
        this.probe = probe;
        this.memory = probe.memory();
        this.table = new WatchTable(memory);
        this.clock = clock;
    }

    @Override
    public void watch(Set<Integer> tids) {
        for (int tid : Set.copyOf(table.tids())) {
            if (!tids.contains(tid)) {
                table.remove(tid);
            }
        }
        boolean look = false;
        for (int tid : tids) {
            look |= table.add(tid, clock.getAsLong()); // false also for one that is watched already
        }
        if (look) {
            probe.object().iterate(LOOK);
        }
    }

    /** The threads that are watched: those that {@link #watch} was given, in its order, as far as there is room. */
    public Set<Integer> watched() {
        return Set.copyOf(table.tids());
    }

    @Override
    public Optional<ThreadTimes> read(int tid, long atNanos) {
        OptionalInt index = table.index(tid);
        if (index.isEmpty() || !readRecord(index.getAsInt())) {
            return Optional.empty();
        }
        if (isSuspicious(words, atNanos) && lookedNanos != atNanos) {
            lookedNanos = atNanos; // once for each sample is enough
            probe.object().iterate(LOOK);
            if (!readRecord(index.getAsInt())) {
                return Optional.empty();
            }
        }
        return times(words, atNanos);
    }

    /**
     * Slices of a watched thread of which the kernel told only the end, so that its wait before them is counted as time on
     * a CPU. Seen where a hypervisor's own agent runs beside us in the guest; 0 elsewhere.
     */
    public long missedSlices(int tid) {
        OptionalInt index = table.index(tid);
        return index.isEmpty() ? 0 : memory.get(SchedLayout.thread(index.getAsInt(), SchedLayout.MISSED));
    }

    /** A wait this long is rare enough to look whether the thread does not run after all. */
    private static boolean isSuspicious(long[] record, long atNanos) {
        long runnable = record[SchedLayout.RUNNABLE_SINCE];
        return runnable != 0 && atNanos - runnable > LONG_WAIT_NANOS;
    }

    /** Reads a record that no program was writing meanwhile. */
    private boolean readRecord(int index) {
        for (int i = 0; i < READS; i++) {
            long seq = memory.getAcquire(SchedLayout.thread(index, SchedLayout.SEQ));
            memory.get(SchedLayout.thread(index, 0), words);
            if ((seq & 1) == 0 && memory.get(SchedLayout.thread(index, SchedLayout.SEQ)) == seq) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /** What a record means at a time. */
    static Optional<ThreadTimes> times(long[] record, long atNanos) {
        boolean untouched = record[SchedLayout.SEQ] == 0;
        int doing =
                record[SchedLayout.LOOKED_SEQ] == record[SchedLayout.SEQ] ? (int) record[SchedLayout.DOING] : UNKNOWN;
        if (untouched && doing == UNKNOWN) {
            return Optional.empty();
        }
        long running = record[SchedLayout.RUNNING_SINCE];
        long runnable = untouched ? record[SchedLayout.WATCHED_SINCE] : record[SchedLayout.RUNNABLE_SINCE];
        if (running == 0 && doing == SchedLayout.RUNNING) {
            running = runnable;
            runnable = 0;
        } else if (untouched && doing == SchedLayout.SLEEPING) {
            runnable = 0;
        }
        return Optional.of(new ThreadTimes(
                ThreadTimes.Source.BPF,
                record[SchedLayout.RUN_NS] + lasting(running, atNanos),
                record[SchedLayout.RUN_DELAY_NS] + lasting(runnable, atNanos),
                record[SchedLayout.SLICES],
                OptionalLong.of(record[SchedLayout.VOLUNTARY]),
                OptionalLong.of(record[SchedLayout.INVOLUNTARY]),
                Optional.of(Histogram.of(
                        Arrays.copyOfRange(record, SchedLayout.RUN_DELAY_SLOTS, SchedLayout.THREAD_WORDS)))));
    }

    private static long lasting(long since, long atNanos) {
        return since == 0 ? 0 : Math.max(0, atNanos - since);
    }

    @Override
    public ThreadTimes.Source source() {
        return ThreadTimes.Source.BPF;
    }

    @Override
    public void close() {
        probe.close();
    }
}
