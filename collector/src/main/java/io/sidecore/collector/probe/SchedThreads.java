package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfMemory;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.sample.ThreadTimesSource;
import java.util.List;
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

    private final BpfMemory memory;
    private final Runnable look;
    private final Runnable close;
    private final WatchTable table;
    private final LongSupplier clock;
    private final long[] words = new long[SchedLayout.THREAD_WORDS];
    private long lookedNanos;
    private boolean softirqs;
    private boolean interferers = true;

    /**
     * Takes the probe over, and closes it in the end.
     *
     * @param clock the clock of {@code bpf_ktime_get_ns}, which {@link System#nanoTime} is on Linux
     */
    public SchedThreads(ProbeObject probe, LongSupplier clock) {
        this(probe.memory(), () -> probe.object().iterate(LOOK), probe::close, clock);
        this.softirqs = probe.attachedTo("softirq_entry") && probe.attachedTo("softirq_exit");
    }

    /**
     * Reads memory that is like the probe's.
     *
     * @param look has what watched threads do right now written into it
     */
    SchedThreads(BpfMemory memory, Runnable look, Runnable close, LongSupplier clock) {
        this.memory = memory;
        this.look = look;
        this.close = close;
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
        boolean added = false;
        for (int tid : tids) {
            added |= table.add(tid, clock.getAsLong()); // false also for one that is watched already
        }
        if (added) {
            look.run();
        }
    }

    /** The threads that are watched: those that {@link #watch} was given, in its order, as far as there is room. */
    public Set<Integer> watched() {
        return Set.copyOf(table.tids());
    }

    @Override
    public Optional<ThreadTimes> read(int tid, long atNanos) {
        return readAt(tid, atNanos) ? SchedRecord.times(words, atNanos) : Optional.empty();
    }

    /**
     * Reads all that is known of a thread. Its interferers stand for the waits that are over at the time of the sample: a
     * wait that lasts is in its times, and charged to nobody yet.
     *
     * @param startedTicks when the thread began, in clock ticks since boot, as the inventory says
     * @param atNanos as in {@link #read}
     * @return absent if the thread is not watched, or cannot be because it has ended
     */
    public Optional<ThreadSample> sample(int tid, long startedTicks, long atNanos) {
        if (!readAt(tid, atNanos)) {
            return Optional.empty();
        }
        return SchedRecord.times(words, atNanos)
                .map(times -> new ThreadSample(
                        tid,
                        startedTicks,
                        times,
                        softirqs ? OptionalLong.of(words[SchedLayout.SOFTIRQ_NS]) : OptionalLong.empty(),
                        interferers ? SchedRecord.interferers(words) : List.of(),
                        interferers ? OptionalLong.of(SchedRecord.othersNanos(words)) : OptionalLong.empty(),
                        SchedRecord.lastCpu(words)));
    }

    private boolean readAt(int tid, long atNanos) {
        OptionalInt index = table.index(tid);
        if (index.isEmpty() || !readRecord(index.getAsInt())) {
            return false;
        }
        if (SchedRecord.isSuspicious(words, atNanos) && lookedNanos != atNanos) {
            lookedNanos = atNanos; // once for each sample is enough
            look.run();
            return readRecord(index.getAsInt());
        }
        return true;
    }

    /** Whether the time that softirqs take from threads is counted. */
    public boolean countsSoftirqs() {
        return softirqs;
    }

    /** From now on nobody is reported to have run instead: a self-check has seen that the wrong ones are charged. */
    void distrustInterferers() {
        interferers = false;
    }

    /** From now on softirqs are reported as not counted: a self-check has seen that they are not. */
    void distrustSoftirqs() {
        softirqs = false;
    }

    /**
     * Slices of a watched thread of which the kernel told only the end, so that its wait before them is counted as time on
     * a CPU. Seen where a hypervisor's own agent runs beside us in the guest; 0 elsewhere.
     */
    public long missedSlices(int tid) {
        OptionalInt index = table.index(tid);
        return index.isEmpty() ? 0 : memory.get(SchedLayout.thread(index.getAsInt(), SchedLayout.MISSED));
    }

    private boolean readRecord(int index) {
        return SharedRecord.read(memory, SchedLayout.thread(index, 0), SchedLayout.SEQ, words);
    }

    @Override
    public ThreadTimes.Source source() {
        return ThreadTimes.Source.BPF;
    }

    @Override
    public void close() {
        close.run();
    }
}
