package io.sidecore.tuner.simulator.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.tuner.simulator.Costs;
import io.sidecore.tuner.simulator.CostsFile;
import io.sidecore.tuner.simulator.scenario.Load;
import io.sidecore.tuner.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationTest {

    private static List<WorkerWindow> windows(Scenario scenario, Costs costs, int samples) {
        Iterator<HostSample> all =
                SimulatedRecording.samples(scenario, costs, samples).iterator();
        return RecordedWork.of(new HostSampleSource() {
            @Override
            public Optional<HostSample> next() {
                return all.hasNext() ? Optional.of(all.next()) : Optional.empty();
            }

            @Override
            public void close() {}
        });
    }

    private static FittedCost cost(Calibration calibration, String name) {
        return calibration.fits().stream()
                .filter(fit -> fit.cost().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"packet\": 200, \"visit\": 900, \"wakeWorker\": 1500, \"call\": 1200, \"wakeDelay\": 9000}",
                "{\"packet\": 800, \"visit\": 300, \"wakeWorker\": 3000, \"call\": 500, \"wakeDelay\": 4000}"
            })
    void plantedCostsAreFound(String planted) {
        Costs costs = CostsFile.parse("planted", planted);
        Calibration found = Calibration.of(windows(SimulatedRecording.varied(), costs, 12), Costs.KERNEL, 64);
        assertEquals(costs.packet(), found.costs().packet(), 0.05 * costs.packet(), found::toString);
        assertEquals(costs.visit(), found.costs().visit(), 0.1 * costs.visit(), found::toString);
        assertEquals(costs.wakeWorker(), found.costs().wakeWorker(), 0.05 * costs.wakeWorker(), found::toString);
        assertEquals(costs.call(), found.costs().call(), 0.15 * costs.call(), found::toString);
        assertEquals(costs.wakeDelay(), found.costs().wakeDelay(), 0.05 * costs.wakeDelay(), found::toString);
        assertTrue(found.agreement().rSquared() > 0.99, found::toString);
        assertTrue(found.agreement().meanRelativeError() < 0.05, found::toString);
    }

    @Test
    void whatIsNotFittedKeepsItsDefault() {
        Costs costs = CostsFile.parse("planted", "{\"packet\": 200}");
        Calibration found = Calibration.of(windows(SimulatedRecording.varied(), costs, 12), Costs.KERNEL, 64);
        assertEquals(Costs.KERNEL.look(), found.costs().look());
        assertEquals(Costs.KERNEL.kick(), found.costs().kick());
        assertEquals(Costs.KERNEL.visitBytes(), found.costs().visitBytes());
    }

    @Test
    void costsThatAreAlwaysPaidTogetherCannotBeToldApart() {
        Scenario questions = SimulatedRecording.scenario(Load.rr(1, 0, 3), Load.rr(1, 20, 3), Load.rr(1, 50, 3));
        Calibration found = Calibration.of(windows(questions, Costs.KERNEL, 20), Costs.KERNEL, 64);
        assertFalse(cost(found, "visit").fitted() && cost(found, "packet").fitted(), found::toString);
        FittedCost requeue = cost(found, "requeue");
        assertEquals(FittedCost.untold("requeue", 300, "never paid in the recording"), requeue);
    }

    @Test
    void fewWindowsAreRefused() {
        List<WorkerWindow> few = windows(SimulatedRecording.varied(), Costs.KERNEL, 3);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Calibration.of(few, Costs.KERNEL, 64));
        assertEquals(
                "has 16 windows in which a worker of the embedded backend served something; want 20 or more",
                refused.getMessage());
    }

    @Test
    void equationsWithoutNoiseAreSolvedAndNoCostIsNegative() {
        List<WorkerWindow> windows = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            double packets = 100 + 13 * (i % 7);
            double visits = 40 + 5 * (i % 5);
            double calls = 3 + i % 3;
            windows.add(new WorkerWindow(300 * packets + 700 * visits, packets, visits, 0, calls, 0, 0, 0));
        }
        Calibration found = Calibration.of(windows, Costs.KERNEL, 0);
        assertEquals(300, found.costs().packet(), 1e-6);
        assertEquals(700, found.costs().visit(), 1e-6);
        assertTrue(found.fits().stream().allMatch(fit -> fit.value() >= 0), found::toString);
        assertEquals(1, found.agreement().rSquared(), 1e-9);
    }
}
