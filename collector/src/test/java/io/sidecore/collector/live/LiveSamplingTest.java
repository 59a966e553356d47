package io.sidecore.collector.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.counters.CounterFileException;
import io.sidecore.collector.counters.CounterFileWriter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.ThreadTimes;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.Observations;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples of this very process, whose main thread plays the worker. */
final class LiveSamplingTest {

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("counters");
    }

    @BeforeEach
    void aWorkerThatIsOurMainThread() {
        int tid = (int) ProcessHandle.current().pid();
        CounterFileWriter.create(file()).worker(0, 1, tid, "w0", PollMode.SLEEP, CpuSet.of(0));
    }

    @Test
    void withoutBpfTheSameComesFromProc() {
        try (LiveSampling sampling = LiveSampling.start(file(), false)) {
            Sample sample = sampling.read();
            assertEquals(
                    Optional.of(ThreadTimes.Source.SCHEDSTAT),
                    sample.workers().get(0).thread().map(ThreadTimes::source));
            assertEquals(Optional.empty(), sample.kvm());
            assertEquals(
                    "workers are watched through /proc (schedstat), VM exits are not counted", sampling.description());
            assertEquals(
                    List.of("BPF is switched off: thread times come from /proc, and VM exits are not counted"),
                    sampling.degradations());
        }
    }

    /** With BPF, or with a sentence that says why not. */
    @Test
    void theBestSourceIsTakenAndSaid() {
        try (LiveSampling sampling = LiveSampling.start(file(), true)) {
            Sample older = sampling.read();
            Observation observation = Observations.between(older, sampling.read());
            assertEquals(1, observation.workers().size());
            assertTrue(observation.workers().get(0).interference().isPresent());
            if (sampling.threadTimes() == ThreadTimes.Source.BPF) {
                assertTrue(sampling.description().startsWith("workers are watched by BPF"), sampling.description());
            } else {
                assertFalse(sampling.degradations().isEmpty());
            }
        }
    }

    @Test
    void afterItIsClosedNothingIsRead() {
        LiveSampling sampling = LiveSampling.start(file(), true);
        sampling.close();
        sampling.close();
        assertThrows(IllegalStateException.class, sampling::read);
    }

    @Test
    void withoutABackendThereIsOneClearError() {
        Path nowhere = directory.resolve("nowhere");
        CounterFileException e = assertThrows(CounterFileException.class, () -> LiveSampling.start(nowhere, true));
        assertTrue(e.toString().contains("counter file " + nowhere + " cannot be read: is the backend running?"));
    }
}
