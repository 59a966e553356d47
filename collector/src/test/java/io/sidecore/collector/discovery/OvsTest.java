package io.sidecore.collector.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.host.WorkerCounts;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.proc.HostCpus;
import io.sidecore.collector.proc.HostFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Open vSwitch: with dummy ports, and with DPDK where that is installed. */
final class OvsTest {

    @TempDir
    private Path directory;

    private static List<HostWorker> pmds(Inventory found, Child daemon) {
        return found.workers().stream()
                .filter(worker -> worker.pid() == daemon.pid())
                .toList();
    }

    @Test
    void pollModeThreadsOfDummyPorts() {
        try (OvsChild ovs = OvsChild.start(directory, "ovs-vswitchd", "--enable-dummy");
                HostScan scan = new HostScan(HostFiles.ofThisHost(), System::nanoTime)) {
            ovs.set("other_config:pmd-cpu-mask=0x1");
            ovs.vsctl("add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=dummy");
            ovs.vsctl("add-port", "br0", "p0", "--", "set", "interface", "p0", "type=dummy-pmd", "options:n_rxq=4");
            ovs.daemon()
                    .await(() -> pmds(scan.scan(VhostView.NONE), ovs.daemon()).size() == 1, OvsChild.PATIENCE);
            ovs.daemon().await(() -> scan.counts().workers().size() == 1, OvsChild.PATIENCE);

            Inventory found = scan.scan(VhostView.NONE);
            HostWorker pmd = pmds(found, ovs.daemon()).get(0);
            assertEquals("ovs/pmd0", pmd.name());
            assertEquals(HostWorker.Kind.PMD, pmd.kind());
            assertEquals(CpuSet.of(0), pmd.cpus());
            assertEquals(Optional.of(PollMode.POLL), pmd.mode());
            assertEquals(List.of(), found.queues(), "a port that leads to no guest has no virtqueue");

            WorkerCounts first = scan.counts().workers().get(0);
            assertEquals("ovs/pmd0", first.worker());
            assertEquals(WorkerCounts.Unit.CYCLES, first.unit());
            assertEquals(0, first.busy(), "no packet came");
            assertEquals(OptionalLong.of(0), first.packets());
            assertEquals(OptionalLong.of(0), first.sleeping());
            ovs.daemon()
                    .await(
                            () -> scan.counts().workers().stream().anyMatch(worker -> worker.empty() > first.empty()),
                            OvsChild.PATIENCE);
            assertEquals(first.generation(), scan.counts().workers().get(0).generation());

            ovs.daemon().await(() -> isClearedWhenHigh(ovs, scan, first.generation()), OvsChild.PATIENCE);
        }
    }

    /** A clear shows only while the counters are below what they were, so they are high first; tried until one showed. */
    private static boolean isClearedWhenHigh(OvsChild ovs, HostScan scan, long generation) {
        List<WorkerCounts> workers = scan.counts().workers();
        if (workers.isEmpty()) { // Open vSwitch was too busy to answer
            return false;
        }
        WorkerCounts now = workers.get(0);
        if (now.generation() != generation) {
            return true;
        }
        if (now.empty() > 3_000_000_000L) {
            ovs.appctl("dpif-netdev/pmd-stats-clear");
        }
        return false;
    }

    @Test
    void virtqueuesOfGuestsOnDpdk() {
        Child.program("/usr/lib/openvswitch-switch-dpdk/ovs-vswitchd-dpdk");
        Child.program("qemu-system-x86_64");
        try (OvsChild ovs = OvsChild.start(
                        directory, "/usr/lib/openvswitch-switch-dpdk/ovs-vswitchd-dpdk", "--disable-system");
                HostScan scan = new HostScan(HostFiles.ofThisHost(), System::nanoTime)) {
            String last =
                    HostCpus.read(HostFiles.ofThisHost()).online().toString().replaceFirst(".*[,-]", "");
            ovs.set(
                    "other_config:pmd-cpu-mask=" + Long.toHexString(1L << Integer.parseInt(last)),
                    "other_config:dpdk-extra=--no-huge --no-pci --legacy-mem -m 512",
                    "other_config:dpdk-lcore-mask=0x1",
                    "other_config:dpdk-init=true");
            String socket = directory.resolve("vh0.sock").toString();
            ovs.vsctl("add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=netdev");
            ovs.vsctl(
                    "add-port",
                    "br0",
                    "vh0",
                    "--",
                    "set",
                    "interface",
                    "vh0",
                    "type=dpdkvhostuserclient",
                    "options:vhost-server-path=" + socket);
            try (Child qemu = Child.start(
                    directory,
                    List.of("qemu-system-x86_64", "-accel", "tcg", "-m", "64", "-display", "none", "-nodefaults"),
                    List.of("-object", "memory-backend-memfd,id=mem,size=64M,share=on", "-numa", "node,memdev=mem"),
                    List.of("-chardev", "socket,id=c0,path=" + socket + ",server=on,wait=off"),
                    List.of("-netdev", "vhost-user,id=n0,chardev=c0", "-device", "virtio-net-pci,netdev=n0,vectors=0"),
                    List.of("-name", "guest=vm7,debug-threads=on"))) {
                qemu.await(() -> served(scan.scan(VhostView.NONE)).isPresent(), OvsChild.PATIENCE);
                Virtqueue tx = served(scan.scan(VhostView.NONE)).orElseThrow();
                assertEquals("vm7/vh0/tx0", tx.name());
                assertEquals("vm7", tx.guest());
                assertEquals(Optional.of("ovs/pmd" + last), tx.worker());
                assertEquals(OptionalInt.of(256), tx.ringSize());
                assertTrue(scan.counts().workers().stream()
                        .anyMatch(it -> it.worker().equals("ovs/pmd" + last) && it.empty() > 0));
            }
        }
    }

    /** The ring's size is known once the guest's firmware has set it up. */
    private static Optional<Virtqueue> served(Inventory found) {
        return found.queues().stream()
                .filter(queue -> queue.guest().equals("vm7") && queue.ringSize().isPresent())
                .findFirst();
    }
}
