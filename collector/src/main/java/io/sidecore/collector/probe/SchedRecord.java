package io.sidecore.collector.probe;

import io.sidecore.collector.host.Interferer;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.ThreadTimes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a thread's record of the sched probe means at a time. */
final class SchedRecord {

    private static final int UNKNOWN = SchedLayout.UNKNOWN;
    private static final long LONG_WAIT_NANOS = 10_000_000;

    private SchedRecord() {}

    /** A wait this long is rare enough to look whether the thread does not run after all. */
    static boolean isSuspicious(long[] record, long atNanos) {
        long runnable = record[SchedLayout.RUNNABLE_SINCE];
        return runnable != 0 && atNanos - runnable > LONG_WAIT_NANOS;
    }

    /** What lasts at that time is counted up to it; absent if the thread was never seen. */
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
                        Arrays.copyOfRange(record, SchedLayout.RUN_DELAY_SLOTS, SchedLayout.SOFTIRQ_NS)))));
    }

    private static long lasting(long since, long atNanos) {
        return since == 0 ? 0 : Math.max(0, atNanos - since);
    }

    /** Whom finished waits are charged to; with {@link #othersNanos} they add up to those of the record. */
    static List<Interferer> interferers(long[] record) {
        List<Interferer> interferers = new ArrayList<>();
        if (record[SchedLayout.IDLE_NS] > 0) {
            interferers.add(new Interferer(0, 0, "idle", record[SchedLayout.IDLE_NS]));
        }
        for (int i = 0; i < SchedLayout.INTERFERERS; i++) {
            long who = record[SchedLayout.WHO + i];
            if (who != 0) {
                interferers.add(
                        new Interferer((int) who, (int) (who >>> 32), comm(record, i), record[SchedLayout.NS + i]));
            }
        }
        return interferers;
    }

    static long othersNanos(long[] record) {
        return record[SchedLayout.OTHERS_NS];
    }

    static OptionalInt lastCpu(long[] record) {
        int cpu = (int) record[SchedLayout.CPU];
        return cpu == 0 ? OptionalInt.empty() : OptionalInt.of(cpu - 1);
    }

    /** A thread gives itself any name it likes: up to the first NUL, with what is not text replaced. */
    private static String comm(long[] record, int interferer) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * SchedLayout.COMM_WORDS).order(ByteOrder.LITTLE_ENDIAN);
        for (int word = 0; word < SchedLayout.COMM_WORDS; word++) {
            bytes.putLong(record[SchedLayout.COMM + interferer * SchedLayout.COMM_WORDS + word]);
        }
        int length = 0;
        while (length < bytes.limit() && bytes.get(length) != 0) {
            length++;
        }
        return new String(bytes.array(), 0, length, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}|\\p{Cf}", "?");
    }
}
