package io.sidecore.collector.signal;

import static io.sidecore.collector.signal.Windows.EXACT;
import static io.sidecore.collector.signal.Windows.IDLE;
import static io.sidecore.collector.signal.Windows.SILENT;
import static io.sidecore.collector.signal.Windows.TX;
import static io.sidecore.collector.signal.Windows.W0;
import static io.sidecore.collector.signal.Windows.WINDOW;
import static io.sidecore.collector.signal.Windows.bpf;
import static io.sidecore.collector.signal.Windows.load;
import static io.sidecore.collector.signal.Windows.queue;
import static io.sidecore.collector.signal.Windows.sample;
import static io.sidecore.collector.signal.Windows.worker;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.QueueSample;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.sample.WorkerSample;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What two samples imply for a virtqueue. */
final class QueueWindowTest {

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
        assertEquals(
                new QueueLoad(TX, Optional.of(W0), 9e6, 540e6, 2e6, 3e6, 15e6, 0.25, 0, 0, Optional.empty()), load);
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

    private static Duration p99(Optional<Histogram> waits) {
        ThreadTimes times =
                new ThreadTimes(ThreadTimes.Source.BPF, 500, 400, 4, OptionalLong.empty(), OptionalLong.empty(), waits);
        ThreadTimes before = new ThreadTimes(
                ThreadTimes.Source.BPF,
                0,
                0,
                0,
                OptionalLong.empty(),
                OptionalLong.empty(),
                waits.map(all -> Histogram.empty()));
        Map<WorkerCounter, Long> counts = Map.of(WorkerCounter.SLEEPS, 2L, WorkerCounter.VISITS, 10L);
        Map<QueueCounter, Long> visits = Map.of(QueueCounter.VISITS, 4L, QueueCounter.DELAY_NANOS, 12L);
        return Observations.between(
                        sample(0, List.of(worker(1, Optional.of(before), IDLE)), List.of(queue(1, SILENT))),
                        sample(WINDOW, List.of(worker(1, Optional.of(times), counts)), List.of(queue(1, visits, 0, 4))))
                .queue(TX)
                .orElseThrow()
                .delay()
                .flatMap(QueueDelay::p99)
                .orElseThrow();
    }

    /** All visits of 2 to 4 ns: 3.98; and 20 ns of the worker's waits for each visit. */
    @Test
    void theP99HasTheMeanWaitIfOnlyTheirSumIsKnown() {
        assertEquals(Duration.ofNanos(24), p99(Optional.empty()));
    }

    /** One visit in five follows a sleep, so one in a hundred of all is one in twenty of those: of 64 to 128 ns, 124.8. */
    @Test
    void theP99IsOfTheLongWaitsIfTheseAreCounted() {
        assertEquals(Duration.ofNanos(128), p99(Optional.of(Histogram.of(0, 0, 0, 0, 0, 0, 4))));
        assertEquals(Duration.ofNanos(24), p99(Optional.of(Histogram.of(0, 4))));
    }
}
