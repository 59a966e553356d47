package io.sidecore.collector.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.sample.Counts;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.KvmSample;
import io.sidecore.collector.sample.QueueSample;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.sample.WorkerSample;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A window of 1000 ns: a count of one is a million a second, and 10 ns are one percent. */
final class ObservationsTest {

    private static final WorkerId W0 = new WorkerId("w0");
    private static final QueueId TX = QueueId.parse("vm1/tx0");
    private static final long WINDOW = 1000;
    private static final double EXACT = 1e-12;

    private static final Map<WorkerCounter, Long> IDLE = Map.of();
    private static final Map<QueueCounter, Long> SILENT = Map.of();

    private static WorkerSample worker(long generation, Optional<ThreadTimes> thread, Map<WorkerCounter, Long> counts) {
        long[] values = new long[WorkerCounter.values().length];
        counts.forEach((counter, value) -> values[counter.ordinal()] = value);
        return new WorkerSample(W0, generation, 4711, CpuSet.of(1), PollMode.SLEEP, thread, Counts.of(values));
    }

    private static QueueSample queue(long generation, Map<QueueCounter, Long> counts, long... delay) {
        long[] values = new long[QueueCounter.values().length];
        counts.forEach((counter, value) -> values[counter.ordinal()] = value);
        return new QueueSample(TX, generation, Optional.of(W0), 256, Counts.of(values), Histogram.of(delay));
    }

    private static Optional<ThreadTimes> thread(ThreadTimes.Source source, long run, long delay, long slices) {
        return Optional.of(new ThreadTimes(
                source, run, delay, slices, OptionalLong.empty(), OptionalLong.empty(), Optional.empty()));
    }

    private static Optional<ThreadTimes> bpf(long run, long delay, long slices) {
        return thread(ThreadTimes.Source.BPF, run, delay, slices);
    }

    private static Sample sample(long at, List<WorkerSample> workers, List<QueueSample> queues) {
        return new Sample(at, workers, queues, Optional.empty());
    }

    /** The worker's load in a window that begins with nothing counted. */
    private static WorkerLoad load(Optional<ThreadTimes> thread, Map<WorkerCounter, Long> counts) {
        Optional<ThreadTimes> before = thread.map(times -> bpf(0, 0, 0).orElseThrow());
        return Observations.between(
                        sample(0, List.of(worker(1, before, IDLE)), List.of()),
                        sample(WINDOW, List.of(worker(1, thread, counts)), List.of()))
                .worker(W0)
                .orElseThrow();
    }

    /** The queue's load, likewise. */
    private static QueueLoad load(WorkerSample worker, QueueSample queue) {
        Optional<ThreadTimes> before = worker.thread().map(times -> bpf(0, 0, 0).orElseThrow());
        return Observations.between(
                        sample(0, List.of(worker(1, before, IDLE)), List.of(queue(1, SILENT))),
                        sample(WINDOW, List.of(worker), List.of(queue)))
                .queue(TX)
                .orElseThrow();
    }

    @Test
    void aWorkerThatIsNotDisturbed() {
        WorkerLoad load = load(
                bpf(800, 0, 4),
                Map.of(
                        WorkerCounter.BUSY_NANOS, 600L,
                        WorkerCounter.EMPTY_NANOS, 200L,
                        WorkerCounter.KICKS, 3L,
                        WorkerCounter.CALLS, 2L,
                        WorkerCounter.SLEEPS, 1L,
                        WorkerCounter.PACKETS, 7L));
        assertEquals(0.6, load.saturation().busy(), EXACT);
        assertEquals(0.2, load.emptyPolls(), EXACT);
        assertEquals(0.8, load.onCpu(), EXACT);
        assertEquals(Optional.of(new Interference(0)), load.interference());
        assertEquals(OptionalDouble.of(0), load.meanRunDelayNanos());
        assertEquals(3e6, load.kicksPerSecond());
        assertEquals(2e6, load.callsPerSecond());
        assertEquals(1e6, load.sleepsPerSecond());
        assertEquals(7e6, load.packetsPerSecond());
    }

    @Test
    void timeStolenFromAWorkerIsNotTakenForWork() {
        // By its own clock it worked all the time; the CPU was its own for half of that.
        WorkerLoad load =
                load(bpf(500, 500, 5), Map.of(WorkerCounter.BUSY_NANOS, 800L, WorkerCounter.EMPTY_NANOS, 200L));
        assertEquals(0.4, load.saturation().busy(), EXACT);
        assertEquals(0.1, load.emptyPolls(), EXACT);
        assertEquals(0.5, load.onCpu(), EXACT);
        assertEquals(0.5, load.interference().orElseThrow().waiting(), EXACT);
        assertEquals(OptionalDouble.of(100), load.meanRunDelayNanos());
    }

    @Test
    void withoutTheSchedulerTheBackendsClockMustDo() {
        WorkerLoad load =
                load(Optional.empty(), Map.of(WorkerCounter.BUSY_NANOS, 300L, WorkerCounter.EMPTY_NANOS, 500L));
        assertEquals(0.3, load.saturation().busy(), EXACT);
        assertEquals(0.5, load.emptyPolls(), EXACT);
        assertEquals(0.8, load.onCpu(), EXACT);
        assertEquals(Optional.empty(), load.interference());
        assertEquals(OptionalDouble.empty(), load.meanRunDelayNanos());
    }

    @Test
    void aWorkerThatOnlyWokeUpDidNoWork() {
        WorkerLoad load = load(bpf(100, 10, 0), IDLE);
        assertEquals(0, load.saturation().busy());
        assertEquals(0.1, load.onCpu(), EXACT);
        assertEquals(OptionalDouble.empty(), load.meanRunDelayNanos(), "a wait that lasts is no wait that ended");
    }

    @Test
    void noShareIsMoreThanAll() {
        WorkerLoad load = load(bpf(1100, 1200, 1), Map.of(WorkerCounter.BUSY_NANOS, 1300L));
        assertEquals(1, load.saturation().busy());
        assertEquals(1, load.onCpu());
        assertEquals(1, load.interference().orElseThrow().waiting());
    }

    @Test
    void twoSourcesOfThreadTimesAreNotSubtracted() {
        WorkerLoad load = Observations.between(
                        sample(0, List.of(worker(1, bpf(0, 0, 0), IDLE)), List.of()),
                        sample(
                                WINDOW,
                                List.of(worker(1, thread(ThreadTimes.Source.SCHEDSTAT, 900, 0, 1), IDLE)),
                                List.of()))
                .worker(W0)
                .orElseThrow();
        assertEquals(Optional.empty(), load.interference());
    }

    @Test
    void whatCameAnewOrWasResetIsLeftOut() {
        Map<WorkerCounter, Long> turns = Map.of(WorkerCounter.LOOPS, 5L);
        Map<QueueCounter, Long> packets = Map.of(QueueCounter.PACKETS, 5L);
        Sample older = sample(0, List.of(worker(1, Optional.empty(), turns)), List.of(queue(1, packets)));
        Sample anew = sample(WINDOW, List.of(worker(2, Optional.empty(), turns)), List.of(queue(2, packets)));
        Sample reset = sample(WINDOW, List.of(worker(1, Optional.empty(), IDLE)), List.of(queue(1, SILENT)));
        Sample gone = sample(WINDOW, List.of(), List.of());
        for (Sample newer : List.of(anew, reset, gone)) {
            Observation observation = Observations.between(older, newer);
            assertEquals(List.of(), observation.workers());
            assertEquals(List.of(), observation.queues());
        }
        assertEquals(
                List.of(),
                Observations.between(sample(0, List.of(), List.of()), anew).queues());
    }

    @Test
    void aQueuesRates() {
        QueueLoad load = load(
                worker(1, Optional.empty(), IDLE),
                queue(
                        1,
                        Map.of(
                                QueueCounter.PACKETS, 9L,
                                QueueCounter.BYTES, 540L,
                                QueueCounter.KICKS, 2L,
                                QueueCounter.CALLS, 3L,
                                QueueCounter.DROPS_FULL, 1L,
                                QueueCounter.DROPS_TOO_BIG, 2L,
                                QueueCounter.DROPS_MALFORMED, 4L,
                                QueueCounter.DROPS_NO_PORT, 8L,
                                QueueCounter.BUSY_NANOS, 250L)));
        assertEquals(new QueueLoad(TX, Optional.of(W0), 9e6, 540e6, 2e6, 3e6, 15e6, 0.25, 0, Optional.empty()), load);
    }

    @Test
    void aQueuesTimeIsScaledAsItsWorkersIs() {
        WorkerSample half =
                worker(1, bpf(500, 500, 1), Map.of(WorkerCounter.BUSY_NANOS, 900L, WorkerCounter.EMPTY_NANOS, 100L));
        assertEquals(
                0.3, load(half, queue(1, Map.of(QueueCounter.BUSY_NANOS, 600L))).busy(), EXACT);
    }

    private static Duration mean(WorkerSample worker, Map<QueueCounter, Long> counts) {
        return load(worker, queue(1, counts)).delay().orElseThrow().mean();
    }

    @Test
    void delayIsTheMeanOverVisits() {
        assertEquals(
                Duration.ofNanos(25),
                mean(
                        worker(1, Optional.empty(), IDLE),
                        Map.of(QueueCounter.VISITS, 4L, QueueCounter.DELAY_NANOS, 100L)));
    }

    @Test
    void theWaitForACpuAfterSleepIsChargedToVisits() {
        // 2 of 4 waits followed a sleep: 200 of 400 ns, over 10 visits.
        WorkerSample sleeper = worker(1, bpf(500, 400, 4), Map.of(WorkerCounter.SLEEPS, 2L, WorkerCounter.VISITS, 10L));
        assertEquals(
                Duration.ofNanos(45), mean(sleeper, Map.of(QueueCounter.VISITS, 4L, QueueCounter.DELAY_NANOS, 100L)));
    }

    @Test
    void whatAPollingWorkerWaitsIsInItsVisitsAlready() {
        WorkerSample poller = worker(1, bpf(500, 400, 4), Map.of(WorkerCounter.VISITS, 10L));
        assertEquals(
                Duration.ofNanos(25), mean(poller, Map.of(QueueCounter.VISITS, 4L, QueueCounter.DELAY_NANOS, 100L)));
    }

    @Test
    void aStandingBacklogWaitsForManyVisits() {
        // Each visit takes 32 of the 96 that wait: the last one goes with the third.
        WorkerSample worker = worker(1, Optional.empty(), IDLE);
        Map<QueueCounter, Long> backlog = new EnumMap<>(Map.of(
                QueueCounter.VISITS, 4L,
                QueueCounter.DELAY_NANOS, 100L,
                QueueCounter.PACKETS, 128L,
                QueueCounter.PENDING, 384L,
                QueueCounter.LIMITED, 3L));
        assertEquals(Duration.ofNanos(75), mean(worker, backlog));
        assertEquals(0.75, load(worker, queue(1, backlog)).limited());
        backlog.put(QueueCounter.LIMITED, 0L);
        assertEquals(Duration.ofNanos(25), mean(worker, backlog), "nothing was left behind");
    }

    @Test
    void p99IsOfTheWindowOnly() {
        QueueSample before = queue(1, SILENT, 0, 0, 0, 0, 1000);
        QueueSample after = queue(1, Map.of(QueueCounter.VISITS, 2L), 0, 0, 2, 0, 1000);
        QueueDelay delay = Observations.between(
                        sample(0, List.of(), List.of(before)), sample(WINDOW, List.of(), List.of(after)))
                .queue(TX)
                .orElseThrow()
                .delay()
                .orElseThrow();
        assertEquals(Optional.of(Duration.ofNanos(8)), delay.p99());
    }

    private static OptionalDouble exits(KvmSample older, KvmSample newer) {
        return Observations.between(
                        new Sample(0, List.of(), List.of(), Optional.of(older)),
                        new Sample(WINDOW, List.of(), List.of(), Optional.of(newer)))
                .exitsPerSecond();
    }

    @Test
    void exitsArePerSecond() {
        assertEquals(OptionalDouble.of(4e6), exits(new KvmSample(3, 1, 0), new KvmSample(7, 1, 0)));
        assertEquals(OptionalDouble.of(0), exits(new KvmSample(0, 0, 0), new KvmSample(0, 0, 0)));
    }

    @Test
    void exitsAreAbsentWhereTheTracepointIsSilent() {
        assertEquals(OptionalDouble.empty(), exits(new KvmSample(0, 1, 5), new KvmSample(0, 9, 9)));
        assertEquals(
                OptionalDouble.empty(),
                Observations.between(sample(0, List.of(), List.of()), sample(1, List.of(), List.of()))
                        .exitsPerSecond());
    }

    @Test
    void samplesHaveAnOrder() {
        Sample sample = sample(5, List.of(), List.of());
        assertThrows(IllegalArgumentException.class, () -> Observations.between(sample, sample));
        assertThrows(
                IllegalArgumentException.class, () -> Observations.between(sample, sample(4, List.of(), List.of())));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void sharesAreSharesWhateverIsCounted(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            Map<WorkerCounter, Long> counts = new EnumMap<>(WorkerCounter.class);
            for (WorkerCounter counter : WorkerCounter.values()) {
                counts.put(counter, random.nextLong(3000));
            }
            Map<QueueCounter, Long> visits = new EnumMap<>(QueueCounter.class);
            for (QueueCounter counter : QueueCounter.values()) {
                visits.put(counter, random.nextLong(3000));
            }
            WorkerSample worker =
                    worker(1, bpf(random.nextLong(2000), random.nextLong(2000), random.nextLong(10)), counts);
            QueueLoad queue = load(worker, queue(1, visits));
            WorkerLoad load = load(worker.thread(), counts);
            for (double share : new double[] {
                load.saturation().busy(), load.emptyPolls(), load.onCpu(), queue.busy(), queue.limited()
            }) {
                assertTrue(share >= 0 && share <= 1, () -> "seed " + seed + ": " + share);
            }
            assertTrue(load.saturation().busy() + load.emptyPolls() <= load.onCpu() + EXACT, () -> "seed " + seed);
        }
    }
}
