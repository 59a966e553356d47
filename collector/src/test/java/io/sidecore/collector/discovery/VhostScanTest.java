package io.sidecore.collector.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.Vcpu;
import io.sidecore.collector.inventory.Virtqueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Guests and the kernel's vhost workers, on hosts of files. */
final class VhostScanTest {

    private final FakeHost host = new FakeHost();

    @AfterEach
    void remove() {
        host.close();
    }

    private FakeHost qemu(int pid, String name) {
        return host.process(
                        pid, "qemu-system-x86", "qemu-system-x86_64", "-name", "guest=" + name + ",debug-threads=on")
                .link("proc/" + pid + "/exe", "/usr/bin/qemu-system-x86_64")
                .open(pid, 9, "/dev/kvm")
                .open(pid, 10, "anon_inode:kvm-vm");
    }

    private Inventory scan(VhostQueue... queues) {
        return new HostScan(host.files(), System::nanoTime).scan(() -> List.of(queues));
    }

    private static VhostQueue queue(int owner, DeviceKind kind, int fd, int index, int queues, int worker) {
        return new VhostQueue(
                owner,
                kind,
                fd,
                index,
                queues,
                OptionalInt.of(256),
                50,
                OptionalInt.of(worker),
                OptionalInt.of(100 + index),
                OptionalInt.of(200 + index),
                1000L * owner + 10L * fd + index);
    }

    private static List<String> names(Inventory inventory) {
        return inventory.workers().stream()
                .map(worker -> worker.name() + " " + worker.kind() + " " + worker.tid())
                .toList();
    }

    @Test
    void anEmptyHostHasNothing() {
        Inventory found = scan();
        assertEquals(List.of(), found.guests());
        assertEquals(List.of(), found.workers());
        assertEquals(List.of(), found.gaps());
    }

    @Test
    void aGuestWithItsThreads() {
        qemu(500, "vm1").task(500, 501, "CPU 0/KVM", FakeHost.NORMAL).task(500, 502, "CPU 1/KVM", FakeHost.NORMAL);
        Guest guest = scan().guest("vm1").orElseThrow();
        assertEquals(500, guest.pid());
        assertEquals(500, guest.startedTicks());
        assertEquals("qemu-system-x86_64", guest.program());
        assertEquals(Optional.of("/machine.slice/500"), guest.cgroup());
        assertEquals(List.of(0, 1), guest.vcpus().stream().map(Vcpu::index).toList());
        assertEquals(List.of(501, 502), guest.vcpus().stream().map(Vcpu::tid).toList());
        assertEquals("0-3", guest.vcpus().get(0).cpus().toString());
    }

    @Test
    void aKthreadServesTheGuestThatItIsNamedAfter() {
        qemu(500, "vm1")
                .task(500, 501, "CPU 0/KVM", FakeHost.NORMAL)
                .open(500, 20, "/dev/vhost-net")
                .kthread(600, "vhost-500");
        Inventory found = scan();
        HostWorker worker = found.worker("vm1/net0").orElseThrow();
        assertEquals(HostWorker.Kind.VHOST_KTHREAD, worker.kind());
        assertEquals(600, worker.tid());
        assertEquals(600, worker.pid());
        assertEquals(Optional.of("vm1"), worker.guest());
        assertEquals(Optional.of("/"), worker.cgroup());
        assertEquals(
                List.of("vm1/net0/rx0", "vm1/net0/tx0"),
                found.queues().stream().map(Virtqueue::name).toList());
        assertEquals(Optional.empty(), found.queues().get(0).worker());
        assertEquals(1, found.gaps().size());
        assertEquals(
                "virtqueues, their workers and eventfds of vm1",
                found.gaps().get(0).what());
    }

    @Test
    void aVhostTaskIsAThreadOfItsGuest() {
        qemu(500, "vm1").open(500, 20, "/dev/vhost-net").task(500, 503, "vhost-500", FakeHost.USER_WORKER);
        HostWorker worker = scan().worker("vm1/net0").orElseThrow();
        assertEquals(HostWorker.Kind.VHOST_TASK, worker.kind());
        assertEquals(503, worker.tid());
        assertEquals(500, worker.pid());
    }

    @Test
    void bothKindsOnOneKernel() {
        qemu(500, "vm1").open(500, 20, "/dev/vhost-net").task(500, 503, "vhost-500", FakeHost.USER_WORKER);
        qemu(700, "vm2").open(700, 20, "/dev/vhost-net").kthread(800, "vhost-700");
        assertEquals(List.of("vm1/net0 VHOST_TASK 503", "vm2/net0 VHOST_KTHREAD 800"), names(scan()));
    }

    @Test
    void bothKindsInOneGuest() {
        qemu(500, "vm1")
                .open(500, 20, "/dev/vhost-net")
                .open(500, 21, "/dev/vhost-net")
                .task(500, 503, "vhost-500", FakeHost.USER_WORKER)
                .kthread(800, "vhost-500");
        Inventory found = scan(
                queue(500, DeviceKind.NET, 20, 0, 2, 800),
                queue(500, DeviceKind.NET, 20, 1, 2, 800),
                queue(500, DeviceKind.NET, 21, 0, 2, 503),
                queue(500, DeviceKind.NET, 21, 1, 2, 503));
        assertEquals(List.of("vm1/net0 VHOST_KTHREAD 800", "vm1/net1 VHOST_TASK 503"), names(found));
    }

    @Test
    void fiveDevicesOfOneOwnerWithoutTheKernelsWord() {
        qemu(500, "vm1");
        for (int i = 0; i < 5; i++) {
            host.open(500, 20 + i, "/dev/vhost-net").task(500, 510 + i, "vhost-500", FakeHost.USER_WORKER);
        }
        Inventory found = scan();
        assertEquals(
                List.of("vm1/vhost0", "vm1/vhost1", "vm1/vhost2", "vm1/vhost3", "vm1/vhost4"),
                found.workers().stream().map(HostWorker::name).toList(),
                "which thread serves which device is not known, and not guessed");
        assertEquals(10, found.queues().size());
    }

    @Test
    void fiveDevicesOfOneOwner() {
        qemu(500, "vm1").task(500, 501, "CPU 0/KVM", FakeHost.NORMAL);
        List<VhostQueue> queues = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int tid = 514 - i;
            host.open(500, 20 + i, "/dev/vhost-net").task(500, tid, "vhost-500", FakeHost.USER_WORKER);
            queues.add(queue(500, DeviceKind.NET, 20 + i, 0, 2, tid));
            queues.add(queue(500, DeviceKind.NET, 20 + i, 1, 2, tid));
        }
        Inventory found = scan(queues.toArray(VhostQueue[]::new));
        assertEquals(
                List.of(
                        "vm1/net0 VHOST_TASK 514",
                        "vm1/net1 VHOST_TASK 513",
                        "vm1/net2 VHOST_TASK 512",
                        "vm1/net3 VHOST_TASK 511",
                        "vm1/net4 VHOST_TASK 510"),
                names(found));
        Virtqueue tx = found.queues().stream()
                .filter(queue -> queue.name().equals("vm1/net3/tx0"))
                .findFirst()
                .orElseThrow();
        assertEquals(Optional.of("vm1/net3"), tx.worker());
        assertEquals(OptionalInt.of(256), tx.ringSize());
        assertEquals(50, tx.busyPollMicros().orElseThrow());
        assertEquals(OptionalInt.of(101), tx.kickEventfd());
        assertEquals(OptionalInt.of(201), tx.callEventfd());
        assertEquals(List.of(), found.gaps());
    }

    @Test
    void scsiWithAWorkerForEachQueue() {
        qemu(500, "vm1").open(500, 20, "/dev/vhost-scsi");
        for (int tid = 510; tid < 513; tid++) {
            host.task(500, tid, "vhost-500", FakeHost.USER_WORKER);
        }
        Inventory found = scan(
                queue(500, DeviceKind.SCSI, 20, 0, 4, 510),
                queue(500, DeviceKind.SCSI, 20, 1, 4, 510),
                queue(500, DeviceKind.SCSI, 20, 2, 4, 511),
                queue(500, DeviceKind.SCSI, 20, 3, 4, 512));
        assertEquals(
                List.of("vm1/scsi0/ctl VHOST_TASK 510", "vm1/scsi0/io0 VHOST_TASK 511", "vm1/scsi0/io1 VHOST_TASK 512"),
                names(found));
        assertEquals(
                List.of("ctl", "event", "io0", "io1"),
                found.queues().stream().map(Virtqueue::label).toList());
    }

    @Test
    void aFileThatIsOpenTwiceIsOneDevice() {
        qemu(500, "vm1")
                .open(500, 20, "/dev/vhost-net")
                .open(500, 21, "/dev/vhost-net")
                .kthread(600, "vhost-500");
        VhostQueue rx = queue(500, DeviceKind.NET, 20, 0, 2, 600);
        VhostQueue again = new VhostQueue(
                500, rx.kind(), 21, 0, 2, rx.ringSize(), 50, rx.worker(), rx.kickEventfd(), rx.callEventfd(), rx.key());
        ScannedHost found = new HostScan(host.files(), System::nanoTime).scan(() -> List.of(again, rx), Map.of());
        assertEquals(1, found.inventory().queues().size());
        assertEquals(Map.of(rx.key(), "vm1/net0/rx0"), found.vhostQueues());
    }

    @Test
    void aThreadThatOnlyCallsItselfAWorkerIsNone() {
        qemu(500, "vm1")
                .open(500, 20, "/dev/vhost-net")
                .task(500, 503, "vhost-500", FakeHost.NORMAL)
                .process(900, "vhost-500", "./impostor");
        assertEquals(List.of(), names(scan()));
    }

    @Test
    void aWorkerOfNobodyKnownIsStillListed() {
        host.kthread(600, "vhost-500");
        assertEquals(List.of("vhost-600 VHOST_KTHREAD 600"), names(scan()));
    }

    @Test
    void aNumberThatWasUsedAgainIsNotTheOwner() {
        host.kthread(600, "vhost-700");
        qemu(700, "vm1").open(700, 20, "/dev/vhost-net");
        assertEquals(List.of("vhost-600 VHOST_KTHREAD 600"), names(scan()), "it is older than process 700");
    }

    @Test
    void ownersOtherThanVms() {
        host.process(500, "dpdk-testpmd", "/usr/bin/dpdk-testpmd", "-name", "x")
                .open(500, 20, "/dev/vhost-net")
                .kthread(600, "vhost-500");
        assertEquals(List.of("dpdk-testpmd-500/net0 VHOST_KTHREAD 600"), names(scan()));
    }

    @Test
    void namesStayWhenDevicesGo() {
        qemu(500, "vm1").open(500, 20, "/dev/vhost-net").open(500, 21, "/dev/vhost-net");
        host.task(500, 510, "vhost-500", FakeHost.USER_WORKER).task(500, 511, "vhost-500", FakeHost.USER_WORKER);
        HostScan scan = new HostScan(host.files(), System::nanoTime);
        VhostQueue first = queue(500, DeviceKind.NET, 20, 0, 2, 510);
        VhostQueue second = queue(500, DeviceKind.NET, 21, 0, 2, 511);
        assertEquals(
                List.of("vm1/net0 VHOST_TASK 510", "vm1/net1 VHOST_TASK 511"),
                names(scan.scan(() -> List.of(first, second))));
        host.remove("proc/500/fd/20");
        host.remove("proc/500/task/510");
        assertEquals(List.of("vm1/net1 VHOST_TASK 511"), names(scan.scan(() -> List.of(second))));
    }

    @Test
    void whatVanishesIsLeftOut() {
        qemu(500, "vm1").open(500, 20, "/dev/vhost-net").kthread(600, "vhost-500");
        qemu(700, "vm2").open(700, 20, "/dev/vhost-net");
        HostScan scan = new HostScan(host.files(), System::nanoTime);
        assertEquals(2, scan.scan(VhostView.NONE).guests().size());
        host.remove("proc/700/stat");
        host.remove("proc/600");
        Inventory found = scan.scan(VhostView.NONE);
        assertEquals(List.of("vm1"), found.guests().stream().map(Guest::name).toList());
        assertTrue(found.workers().isEmpty());
    }
}
