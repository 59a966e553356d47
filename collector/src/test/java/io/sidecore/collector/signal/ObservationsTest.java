package io.sidecore.collector.signal;

import static io.sidecore.collector.signal.Windows.EXACT;
import static io.sidecore.collector.signal.Windows.IDLE;
import static io.sidecore.collector.signal.Windows.SILENT;
import static io.sidecore.collector.signal.Windows.W0;
import static io.sidecore.collector.signal.Windows.WINDOW;
import static io.sidecore.collector.signal.Windows.bpf;
import static io.sidecore.collector.signal.Windows.load;
import static io.sidecore.collector.signal.Windows.queue;
import static io.sidecore.collector.signal.Windows.sample;
import static io.sidecore.collector.signal.Windows.thread;
import static io.sidecore.collector.signal.Windows.worker;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.sample.KvmSample;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.sample.WorkerSample;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers and exits; {@link QueueWindowTest} has the queues. */
final class ObservationsTest {

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
