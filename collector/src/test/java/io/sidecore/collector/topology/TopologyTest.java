package io.sidecore.collector.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.HostCpu;
import io.sidecore.collector.inventory.NicQueue;
import io.sidecore.collector.proc.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopologyTest {

    @TempDir
    private Path root;

    private void with(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    @Test
    void twoNodesWithSiblings() throws IOException {
        with("sys/devices/system/cpu/online", "0-3");
        with("sys/devices/system/cpu/isolated", "3");
        with("sys/devices/system/node/node0/cpulist", "0-1");
        with("sys/devices/system/node/node1/cpulist", "2-3");
        with("sys/devices/system/node/node2/cpulist", "\n");
        for (int cpu = 0; cpu < 4; cpu++) {
            String name = cpu < 2 ? "core_cpus_list" : "thread_siblings_list";
            with("sys/devices/system/cpu/cpu" + cpu + "/topology/" + name, cpu < 2 ? "0-1" : "2-3");
        }
        CpuTopology topology = new CpuTopology(new HostFiles(root));
        assertEquals(
                List.of(
                        new HostCpu(0, 0, CpuSet.of(0, 1), false),
                        new HostCpu(1, 0, CpuSet.of(0, 1), false),
                        new HostCpu(2, 1, CpuSet.of(2, 3), false),
                        new HostCpu(3, 1, CpuSet.of(2, 3), true)),
                topology.cpus());
        assertEquals(2, topology.nodes());
        with("sys/devices/system/cpu/online", "0");
        assertEquals(1, topology.cpus().size(), "one went offline");
    }

    @Test
    void nonsenseIsLeftOut() throws IOException {
        with("sys/devices/system/cpu/online", "0-1");
        with("sys/devices/system/cpu/isolated", "");
        with("sys/devices/system/node/node0/cpulist", "9999999-1");
        with("sys/devices/system/cpu/cpu0/topology/core_cpus_list", "1");
        CpuTopology topology = new CpuTopology(new HostFiles(root));
        assertEquals(new HostCpu(0, 0, CpuSet.of(0), false), topology.cpus().get(0));
        assertEquals(1, topology.nodes());
        with("sys/devices/system/cpu/online", "none");
        assertEquals(List.of(), topology.cpus());
    }

    /** A card whose device is a PCI function, or is something that one has below itself. */
    private void nic(String name, String below, int... irqs) throws IOException {
        String function = "sys/devices/" + name;
        for (int irq : irqs) {
            with(function + "/msi_irqs/" + irq, "msix");
            with("proc/irq/" + irq + "/smp_affinity_list", "0-3");
        }
        Files.createDirectories(root.resolve(function + below));
        Path nic = Files.createDirectories(root.resolve("sys/class/net/" + name));
        Files.createSymbolicLink(nic.resolve("device"), root.resolve(function + below));
    }

    @Test
    void interruptsOfCardsThatAreInUse() throws IOException {
        nic("eth0", "", 40, 41, 42);
        with("sys/devices/eth0/numa_node", "1");
        with("proc/irq/41/effective_affinity_list", "2");
        nic("eth1", "/virtio0", 50);
        with("sys/devices/eth1/numa_node", "-1");
        with("sys/class/net/tap0/tun_flags", "0x1002");
        with("proc/interrupts", """
                            CPU0       CPU1
                  40:  1  2  PCI-MSI 524288-edge  eth0-0
                  41:  1  2  PCI-MSI  eth0-1
                  50:  1  1  PCI-MSI  virtio0-input.0
                 NMI:  0  0  Non-maskable interrupts
                """);
        assertEquals(
                List.of(
                        new NicQueue("eth0", 40, CpuSet.parse("0-3"), OptionalInt.of(1)),
                        new NicQueue("eth0", 41, CpuSet.of(2), OptionalInt.of(1)),
                        new NicQueue("eth1", 50, CpuSet.parse("0-3"), OptionalInt.empty())),
                NicInterrupts.read(new HostFiles(root)));
    }

    @Test
    void aLineForAThousandCpusAndMoreOfThemThanAnyHostHas() throws IOException {
        nic("eth0", "", 40);
        StringBuilder text = new StringBuilder("x".repeat(1 << 20) + "\n40:" + " 4294967295".repeat(1024) + " eth0\n");
        for (int i = 0; i < 20_000; i++) {
            text.append(1000 + i).append(": 0\n");
        }
        with("proc/interrupts", text.toString());
        assertEquals(1, NicInterrupts.read(new HostFiles(root)).size());
    }

    @Test
    void thisHostIsDescribed() {
        CpuTopology topology = new CpuTopology(HostFiles.ofThisHost());
        assertTrue(topology.cpus().size() >= Runtime.getRuntime().availableProcessors());
        NicInterrupts.read(HostFiles.ofThisHost())
                .forEach(queue -> assertTrue(queue.irq() > 0 && queue.cpus().count() > 0, queue.toString()));
    }
}
