package io.sidecore.collector.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.CounterFile;
import io.sidecore.collector.counters.CounterFileWriter;
import io.sidecore.collector.counters.CounterReader;
import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveSampleSourceTest {

    @TempDir
    private Path directory;

    private final AtomicLong clock = new AtomicLong(1000);
    private final Threads threads = new Threads();

    private CounterFileWriter create() {
        return CounterFileWriter.create(directory.resolve("counters"));
    }

    private LiveSampleSource source() {
        return new LiveSampleSource(
                CounterReader.open(directory.resolve("counters")),
                threads,
                Optional.<Supplier<KvmSample>>of(() -> new KvmSample(1, 2, 3)),
                clock::get);
    }

    /** Every watched thread ran for as long as its tid says. */
    private static final class Threads implements ThreadTimesSource {
        private final List<Set<Integer>> watched = new ArrayList<>();
        private boolean closed;

        @Override
        public void watch(Set<Integer> tids) {
            watched.add(tids);
        }

        @Override
        public Optional<ThreadTimes> read(int tid, long atNanos) {
            return tid == 99 ? Optional.empty() : Optional.of(times(tid, atNanos));
        }

        @Override
        public ThreadTimes.Source source() {
            return ThreadTimes.Source.BPF;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static ThreadTimes times(int tid, long atNanos) {
        return new ThreadTimes(
                ThreadTimes.Source.BPF, tid, atNanos, 0, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
    }

    @Test
    void allThatIsKnownIsJoined() {
        create().worker(3, 8, 4711, "w7", PollMode.parse("spin=50us"), CpuSet.of(0, 65))
                .count(3, WorkerCounter.LOOPS, 12)
                .queue(2000, 9, 3, "vm1/rx0")
                .count(2000, QueueCounter.PACKETS, 34)
                .queueWord(2000, CounterFile.QUEUE_DELAY_SLOTS + 5, 6);
        long[] delay = new long[CounterFile.DELAY_SLOTS];
        delay[5] = 6;
        try (LiveSampleSource source = source()) {
            assertEquals(
                    new Sample(
                            1000,
                            List.of(new WorkerSample(
                                    new WorkerId("w7"),
                                    8,
                                    4711,
                                    CpuSet.of(0, 65),
                                    PollMode.parse("spin=50us"),
                                    Optional.of(times(4711, 1000)),
                                    counts(WorkerCounter.values().length, 12))),
                            List.of(new QueueSample(
                                    QueueId.parse("vm1/rx0"),
                                    9,
                                    Optional.of(new WorkerId("w7")),
                                    256,
                                    counts(QueueCounter.values().length, 34),
                                    Histogram.of(delay))),
                            Optional.of(new KvmSample(1, 2, 3))),
                    source.read());
        }
    }

    private static <E extends Enum<E>> Counts<E> counts(int length, long first) {
        long[] values = new long[length];
        values[0] = first;
        return Counts.of(values);
    }

    @Test
    void workersAreWatchedAsTheyComeAndGo() {
        CounterFileWriter file = create().worker(0, 1, 10, "w0", PollMode.POLL, CpuSet.of(0));
        try (LiveSampleSource source = source()) {
            source.read();
            source.read();
            file.worker(1, 2, 11, "w1", PollMode.POLL, CpuSet.of(0));
            source.read();
            file.workerWord(0, CounterFile.WORKER_GENERATION, 0);
            assertEquals(List.of("w1"), names(source.read()));
        }
        assertEquals(List.of(Set.of(10), Set.of(10, 11), Set.of(11)), threads.watched);
        assertTrue(threads.closed);
    }

    private static List<String> names(Sample sample) {
        return sample.workers().stream().map(worker -> worker.worker().name()).toList();
    }

    @Test
    void aNewGenerationMayHaveAnotherName() {
        CounterFileWriter file = create().worker(0, 1, 10, "w0", PollMode.POLL, CpuSet.of(0));
        try (LiveSampleSource source = source()) {
            assertEquals(List.of("w0"), names(source.read()));
            file.worker(0, 2, 10, "w1", PollMode.POLL, CpuSet.of(0));
            assertEquals(List.of("w1"), names(source.read()));
        }
    }

    @Test
    void aThreadThatNobodyKnowsIsAbsent() {
        create().worker(0, 1, 99, "w0", PollMode.POLL, CpuSet.of(0));
        try (LiveSampleSource source = source()) {
            assertEquals(Optional.empty(), source.read().workers().get(0).thread());
        }
    }

    @Test
    void recordsThatMakeNoSenseAreLeftOutAndOthersAreNot() {
        create().worker(0, 1, 10, "good", PollMode.POLL, CpuSet.of(0))
                .worker(1, 1, 11, "no name", PollMode.POLL, CpuSet.of(0))
                .worker(2, 1, -5, "no-tid", PollMode.POLL, CpuSet.of(0))
                .worker(3, 1, 13, "no-mode", PollMode.POLL, CpuSet.of(0))
                .workerWord(3, CounterFile.WORKER_POLL_KIND, Long.MIN_VALUE)
                .worker(4, 1, 14, "no-spin", PollMode.POLL, CpuSet.of(0))
                .workerWord(4, CounterFile.WORKER_POLL_KIND, PollMode.Kind.SPIN.ordinal())
                .workerWord(4, CounterFile.WORKER_SPIN_NANOS, -1)
                .worker(5, 1, 15, "no-cpus", PollMode.POLL, CpuSet.of(0))
                .workerWord(5, CounterFile.WORKER_CPUS, 0)
                .queue(0, 1, 0, "vm1/tx0")
                .queue(1, 1, 0, "nonsense")
                .queue(2, 1, 5, "vm2/tx0")
                .queue(3, 1, Integer.MIN_VALUE, "vm3/tx0")
                .queue(4, 1, 128, "vm4/tx0");
        try (LiveSampleSource source = source()) {
            Sample sample = source.read();
            assertEquals(List.of("good"), names(sample));
            assertEquals(
                    List.of("vm1/tx0 good", "vm2/tx0 none", "vm3/tx0 none", "vm4/tx0 none"),
                    sample.queues().stream()
                            .map(queue -> queue.queue() + " "
                                    + queue.worker().map(WorkerId::name).orElse("none"))
                            .toList());
        }
    }

    @Test
    void aReadThatWasInterruptedIsTriedAgain() {
        create();
        AtomicLong calls = new AtomicLong();
        try (LiveSampleSource source = new LiveSampleSource(
                CounterReader.open(directory.resolve("counters")),
                threads,
                Optional.<Supplier<KvmSample>>empty(),
                // 0: begin; 1: 5 ms later; 2: begin anew, and then no time passes.
                () -> calls.getAndIncrement() == 0 ? 0 : 5_000_000)) {
            assertEquals(5_000_000, source.read().atNanos());
        }
        assertEquals(4, calls.get());
    }

    @Test
    void afterItIsClosedNothingIsRead() {
        create();
        LiveSampleSource source = source();
        source.close();
        source.close();
        assertThrows(IllegalStateException.class, source::read);
    }
}
