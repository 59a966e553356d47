package io.sidecore.probes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProbeSpecTest {

    private static ProbeProgram program(String function) {
        return new ProbeProgram(
                "x",
                ProbeProgram.Need.REQUIRED,
                List.of(new AttachPoint(AttachPoint.Kind.TP_BTF, "sched_switch", function)));
    }

    @Test
    void eachProbeHasItsObject() {
        for (ProbeSpec spec : ProbeCatalog.all()) {
            assertNotNull(ProbeSpec.class.getResource(spec.object()), spec.object());
        }
    }

    @Test
    void aPointIsWrittenAsItsSection() {
        assertEquals("tp_btf/sched_switch", program("f").points().get(0).toString());
    }

    @Test
    void aFunctionIsNamedOnce() {
        List<ProbeProgram> twice = List.of(program("f"), program("f"));
        assertThrows(IllegalArgumentException.class, () -> new ProbeSpec("n", "n.bpf.o", twice, "s", "b"));
    }

    @Test
    void aProgramHasAPlace() {
        assertThrows(
                IllegalArgumentException.class, () -> new ProbeProgram("x", ProbeProgram.Need.OPTIONAL, List.of()));
    }
}
