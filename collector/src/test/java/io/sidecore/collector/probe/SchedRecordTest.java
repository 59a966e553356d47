package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.host.Interferer;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.ThreadTimes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a record means at a time. */
final class SchedRecordTest {

    private static final long NOW = 10_000;

    private final long[] record = new long[SchedLayout.THREAD_WORDS];

    private SchedRecordTest with(int word, long value) {
        record[word] = value;
        return this;
    }

    private void expect(long run, long delay) {
        ThreadTimes times = SchedRecord.times(record, NOW).orElseThrow();
        assertEquals(run, times.runNanos());
        assertEquals(delay, times.runDelayNanos());
    }

    @Test
    void aSliceThatLastsCountsUntilNow() {
        with(SchedLayout.SEQ, 8)
                .with(SchedLayout.RUN_NS, 500)
                .with(SchedLayout.RUNNING_SINCE, 9_900)
                .expect(600, 0);
    }

    @Test
    void aWaitThatLastsCountsUntilNow() {
        with(SchedLayout.SEQ, 8)
                .with(SchedLayout.RUN_DELAY_NS, 50)
                .with(SchedLayout.RUNNABLE_SINCE, 9_993)
                .expect(0, 57);
    }

    @Test
    void whatBeganAfterTheSampleIsNotInIt() {
        with(SchedLayout.SEQ, 8)
                .with(SchedLayout.RUN_NS, 500)
                .with(SchedLayout.RUNNING_SINCE, NOW + 1)
                .expect(500, 0);
    }

    @Test
    void aWorkerThatPollsSinceBeforeItWasWatchedIsBusy() {
        with(SchedLayout.WATCHED_SINCE, 4_000)
                .with(SchedLayout.DOING, SchedLayout.RUNNING)
                .expect(6_000, 0);
    }

    @Test
    void aThreadThatWaitsSinceBeforeItWasWatchedIsDelayed() {
        with(SchedLayout.WATCHED_SINCE, 4_000)
                .with(SchedLayout.DOING, SchedLayout.RUNNABLE)
                .expect(0, 6_000);
    }

    @Test
    void aThreadThatSleepsSinceBeforeItWasWatchedIsIdle() {
        with(SchedLayout.WATCHED_SINCE, 4_000)
                .with(SchedLayout.DOING, SchedLayout.SLEEPING)
                .expect(0, 0);
    }

    @Test
    void onceSomethingHappenedTheFirstLookMeansNothing() {
        with(SchedLayout.SEQ, 2)
                .with(SchedLayout.WATCHED_SINCE, 4_000)
                .with(SchedLayout.DOING, SchedLayout.RUNNING)
                .with(SchedLayout.RUN_NS, 70)
                .expect(70, 0);
    }

    @Test
    void aThreadThatSeemsToWaitButWasSeenToRunHasRunSinceItWasWoken() {
        with(SchedLayout.SEQ, 8)
                .with(SchedLayout.RUNNABLE_SINCE, 9_000)
                .with(SchedLayout.DOING, SchedLayout.RUNNING)
                .expect(0, 1_000); // the look was at seq 0
        with(SchedLayout.LOOKED_SEQ, 8).expect(1_000, 0);
    }

    @Test
    void aThreadThatWasNotFoundIsAbsent() {
        with(SchedLayout.WATCHED_SINCE, 4_000);
        assertEquals(Optional.empty(), SchedRecord.times(record, NOW));
    }

    @Test
    void countsAreTakenAsTheyAre() {
        record[SchedLayout.SEQ] = 2;
        record[SchedLayout.SLICES] = 3;
        record[SchedLayout.VOLUNTARY] = 2;
        record[SchedLayout.INVOLUNTARY] = 1;
        record[SchedLayout.RUN_DELAY_SLOTS + 10] = 3;
        long[] slots = new long[SchedLayout.SLOTS];
        slots[10] = 3;
        assertEquals(
                Optional.of(new ThreadTimes(
                        ThreadTimes.Source.BPF,
                        0,
                        0,
                        3,
                        OptionalLong.of(2),
                        OptionalLong.of(1),
                        Optional.of(Histogram.of(slots)))),
                SchedRecord.times(record, NOW));
    }

    private void interferer(int slot, long who, long nanos, String comm) {
        record[SchedLayout.WHO + slot] = who;
        record[SchedLayout.NS + slot] = nanos;
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(comm.getBytes(StandardCharsets.UTF_8));
        record[SchedLayout.COMM + 2 * slot] = bytes.getLong(0);
        record[SchedLayout.COMM + 2 * slot + 1] = bytes.getLong(8);
    }

    @Test
    void thoseWhoRanInsteadAreNamedTheIdleThreadToo() {
        assertEquals(List.of(), SchedRecord.interferers(record));
        record[SchedLayout.IDLE_NS] = 40;
        record[SchedLayout.OTHERS_NS] = 2;
        interferer(0, 11 | 10L << 32, 300, "CPU 0/KVM");
        interferer(7, 0xfffffff1L | 5L << 32, 7, "sixteen-letters!");
        assertEquals(
                List.of(
                        new Interferer(0, 0, "idle", 40),
                        new Interferer(11, 10, "CPU 0/KVM", 300),
                        new Interferer(0xfffffff1, 5, "sixteen-letters!", 7)),
                SchedRecord.interferers(record));
        assertEquals(2, SchedRecord.othersNanos(record));
    }

    @Test
    void aThreadMayCallItselfAnything() {
        interferer(0, 1, 1, "a\u001b[2Jb\nc");
        interferer(1, 2, 1, "");
        interferer(2, 3, 1, "ok");
        record[SchedLayout.COMM + 4] |= 0xffL << 16; // no text in any encoding of ours
        assertEquals(
                List.of("a?[2Jb?c", "", "ok\ufffd"),
                SchedRecord.interferers(record).stream().map(Interferer::comm).toList());
    }

    @Test
    void theCpuIsAbsentUntilTheThreadRan() {
        assertEquals(OptionalInt.empty(), SchedRecord.lastCpu(record));
        record[SchedLayout.CPU] = 4L << 32 | 1;
        assertEquals(OptionalInt.of(0), SchedRecord.lastCpu(record));
    }
}
