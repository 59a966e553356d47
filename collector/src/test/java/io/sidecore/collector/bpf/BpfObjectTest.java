package io.sidecore.collector.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.probes.ProbeCatalog;
import io.sidecore.probes.ProbeSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class BpfObjectTest {

    private static BpfLibrary library() {
        try {
            return BpfLibrary.load();
        } catch (BpfException e) {
            return Assumptions.abort("no libbpf here: " + e.why());
        }
    }

    private static BpfObject kvm() throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(ProbeSpec.class.getResourceAsStream(ProbeCatalog.KVM.object()))) {
            return BpfObject.open(library(), stream.readAllBytes());
        }
    }

    @Test
    void whatIsNoObjectIsRefusedWithLibbpfsReason() {
        BpfLibrary library = library();
        BpfException e = assertThrows(BpfException.class, () -> BpfObject.open(library, new byte[64]));
        assertTrue(e.why().startsWith("open a BPF object: "), e.why());
        assertTrue(e.log().startsWith("libbpf: elf: "), e.log());
    }

    @Test
    void aProgramThatItDoesNotHaveIsNamed() throws IOException {
        try (BpfObject object = kvm()) {
            BpfException e = assertThrows(BpfException.class, () -> object.autoload("nonsense", true));
            assertEquals("find program nonsense: no such file or directory", e.why());
        }
    }

    @Test
    void whatIsNotAttachedCannotBeIterated() throws IOException {
        try (BpfObject object = kvm()) {
            assertThrows(IllegalArgumentException.class, () -> object.iterate("kvm_exit"));
        }
    }

    @Test
    void anObjectIsClosedOnce() throws IOException {
        BpfObject object = kvm();
        object.close();
        object.close();
    }

    @Test
    void memoryIsBoundedAndClosed() {
        BpfMemory memory = BpfMemory.ofOurOwn(16);
        memory.putRelease(8, 42);
        assertEquals(42, memory.get(8));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.get(16));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.get(9));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.get(-8));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.get(8, new long[2]));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.clear(8, 16));
        memory.close();
        assertThrows(IllegalStateException.class, () -> memory.get(0));
    }
}
