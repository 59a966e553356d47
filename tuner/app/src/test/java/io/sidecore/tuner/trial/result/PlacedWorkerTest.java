package io.sidecore.tuner.trial.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacedWorkerTest {

    @Test
    void aGuestServedByOneWorkerNeedsNoQueuesAndNumbersSortAsNumbers() {
        PlacedWorker w0 =
                new PlacedWorker("w0", "0", "poll", List.of("vm10/rx0", "vm10/tx0", "vm2/rx0", "vm2/tx0", "vm3/rx0"));
        PlacedWorker w1 = new PlacedWorker("w1", "0-1", "spin=50us", List.of("vm3/tx0"));
        PlacedWorker w2 = new PlacedWorker("w2", "1", "sleep", List.of());
        assertEquals(
                "w0 on CPU 0, polling: vm2, vm3 (rx0), vm10; w1 on CPU 0-1, spinning 50 us, then sleeping: vm3 (tx0); "
                        + "w2 on CPU 1, sleeping: no queue",
                PlacementWords.of(List.of(w0, w1, w2)));
        assertEquals("", PlacementWords.of(List.of()));
    }

    @Test
    void badNumbersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new PhaseMark(Phase.START, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> new IntervalLatency(Double.NaN, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Unmeasured("exits", " "));
        assertThrows(IllegalArgumentException.class, () -> new Arm("", "x", false));
    }

    @Test
    void theMachineIsNamed() {
        HostFacts here = HostFacts.ofThisMachine(Path.of("/proc"), "0.1.0");
        assertEquals(
                Runtime.version().feature(), Runtime.Version.parse(here.java()).feature());
        assertTrue(here.cpus() >= 1);
        assertEquals(
                "CPU of unknown model",
                HostFacts.ofThisMachine(Path.of("/no/proc"), "0.1.0").cpuModel());
    }
}
