package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.ThreadTimes;
import java.util.Optional;
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
}
