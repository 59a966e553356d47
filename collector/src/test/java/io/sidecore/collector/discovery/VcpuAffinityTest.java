package io.sidecore.collector.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.CpuSet;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VcpuAffinityTest {

    private final FakeHost host = new FakeHost();

    @AfterEach
    void remove() {
        host.close();
    }

    private void allowed(int tid, String cpus) {
        host.write("proc/" + tid + "/status", "Name:\tx\nTgid:\t40\nCpus_allowed_list:\t" + cpus + "\n");
    }

    private Optional<CpuSet> affinity() {
        return new VcpuAffinity(host.files()).of(40);
    }

    @Test
    void vcpusMayRunWhereAnyOfTheirThreadsMay() {
        host.process(40, "qemu-system-x86");
        host.task(40, 41, "CPU 0/KVM", FakeHost.NORMAL);
        host.task(40, 42, "CPU 1/KVM", FakeHost.NORMAL);
        host.task(40, 43, "IO io0", FakeHost.NORMAL);
        allowed(41, "2");
        allowed(42, "4-5");
        allowed(43, "0-7");
        assertEquals(Optional.of(CpuSet.of(2, 4, 5)), affinity());
        host.remove("proc/42");
        assertEquals(Optional.of(CpuSet.of(2)), affinity(), "that thread ended meanwhile");
    }

    @Test
    void nothingIsKnownOfThreadsWithoutNamesNorOfAProcessThatIsGone() {
        host.process(40, "qemu-system-x86");
        host.task(40, 41, "qemu-system-x86", FakeHost.NORMAL);
        assertEquals(Optional.empty(), affinity());
        host.remove("proc/40");
        assertEquals(Optional.empty(), affinity());
    }
}
