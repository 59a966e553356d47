package io.sidecore.tuner.study.talk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.sample.WorkerSample;
import io.sidecore.policies.source.BuiltInPolicies;
import io.sidecore.tuner.simulator.Costs;
import io.sidecore.tuner.simulator.Simulation;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementTest {

    private static final Measurement SHORT = new Measurement(0.01, 0.05);

    private static List<WorkerSample> settled(Bed bed, Design design, int guests) {
        Simulation simulation = new Simulation(SHORT.scenario(bed, design, Traffic.RR, guests), Costs.KERNEL, 1);
        Settled.by(new BuiltInPolicies().get(design.policy()), design, simulation);
        return List.copyOf(simulation.workers().values());
    }

    @Test
    void theSameSeedMeasuresTheSame() {
        assertEquals(
                SHORT.of(Bed.A, Design.SHARING, Traffic.RR, 3, 7), SHORT.of(Bed.A, Design.SHARING, Traffic.RR, 3, 7));
    }

    @Test
    void aTransactionAtATimeMeansThatRateTimesLatencyIsOne() {
        Cell cell = SHORT.of(Bed.A, Design.BASELINE, Traffic.RR, 1, 1);
        assertEquals(1, cell.throughput() * cell.meanMicros() * 1e-6, 0.01);
        assertTrue(cell.p99Micros() >= cell.meanMicros(), cell::toString);
    }

    @Test
    void streamsHaveNoLatencyAndNeverOutrunTheLine() {
        Cell cell = SHORT.of(Bed.A, Design.POSTED, Traffic.STREAM, 7, 1);
        assertEquals(0, cell.meanMicros());
        assertEquals(10e9, cell.throughput(), 0.3e9);
        assertEquals(1, cell.workerCpus(), 0.01); // one worker that polls
    }

    @Test
    void elvisIsOnePollingWorkerOnTheLastCpu() {
        WorkerSample worker = settled(Bed.A, Design.POLLING, 7).get(0);
        assertEquals(1, settled(Bed.A, Design.POLLING, 7).size());
        assertEquals(CpuSet.of(7), worker.cpus());
        assertEquals(PollMode.POLL, worker.mode());
    }

    @Test
    void aPinnedBaselineHasEachWorkerOnItsGuestsCpuAlsoWhereGuestsShareOne() {
        assertEquals(
                List.of(0, 1, 2, 3, 4, 5, 6, 7, 0, 1),
                settled(Bed.B, Design.BASELINE_PINNED, 10).stream()
                        .sorted((a, b) -> Integer.compare(a.tid(), b.tid()))
                        .map(worker -> worker.cpus().first())
                        .toList());
    }

    @Test
    void sharedWorkersServeSevenGuestsAndArePinnedToTheLastCpus() {
        assertEquals(
                List.of(4, 5, 6, 7),
                settled(Bed.B, Design.RFC_PINNED, 25).stream()
                        .map(worker -> worker.cpus().first())
                        .sorted()
                        .toList());
    }

    @Test
    void noTimeIsRefused() {
        assertEquals(
                "seconds must be above 0: 0.3, 0.0",
                assertThrows(IllegalArgumentException.class, () -> new Measurement(0.3, 0))
                        .getMessage());
    }
}
