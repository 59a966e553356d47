package io.sidecore.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.HostCpu;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HostTest {

    private static final Cores CORES = new Cores(CpuSet.of(0), CpuSet.parse("0-4"));

    @Test
    void aFoundHostHasItsNodesAndEachCoreWithSeveralThreadsOnce() {
        CpuSet first = CpuSet.of(0, 2);
        CpuSet second = CpuSet.of(1, 3);
        List<HostCpu> cpus = List.of(
                new HostCpu(0, 0, first, false),
                new HostCpu(1, 1, second, false),
                new HostCpu(2, 0, first, true),
                new HostCpu(3, 1, second, false),
                new HostCpu(4, 1, CpuSet.of(4), false));
        Host host = Host.of(CORES, cpus, guest -> GuestFacts.UNKNOWN);
        assertEquals(Map.of(0, 0, 1, 1, 2, 0, 3, 1, 4, 1), host.nodes());
        assertEquals(List.of(first, second), host.siblings());
        assertEquals(second, host.coreOf(3));
        assertEquals(CpuSet.of(4), host.coreOf(4));
    }

    @Test
    void aHostThatShowsNoCpusIsOfOneNode() {
        Host host = Host.of(CORES, List.of(), guest -> GuestFacts.UNKNOWN);
        assertEquals(0, host.nodeOf(3));
        assertEquals(CpuSet.of(3), host.coreOf(3));
    }
}
