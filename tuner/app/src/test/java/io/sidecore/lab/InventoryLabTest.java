package io.sidecore.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.discovery.HostScan;
import io.sidecore.collector.discovery.VhostView;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.proc.HostFiles;
import io.sidecore.collector.watch.HostWatch;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What discovery finds, against what guests say of their own devices. */
@Tag("lab")
class InventoryLabTest {

    private static Inventory byProc() {
        try (HostScan scan = new HostScan(HostFiles.ofThisHost(), System::nanoTime)) {
            return scan.scan(VhostView.NONE);
        }
    }

    private static Inventory withBpf() {
        try (HostWatch watch = HostWatch.start(true, () -> {})) {
            return watch.next().orElseThrow().inventory();
        }
    }

    private static String kind(HostWorker worker) {
        return worker.kind() == HostWorker.Kind.VHOST_KTHREAD ? "kthread" : "vhost_task";
    }

    /** A guest's workers, by thread. */
    private static Map<Integer, String> kinds(Inventory found, LabGuest guest) {
        String name = nameOf(found, guest);
        return found.workers().stream()
                .filter(worker -> worker.guest().filter(name::equals).isPresent())
                .collect(Collectors.toMap(HostWorker::tid, InventoryLabTest::kind));
    }

    private static String nameOf(Inventory found, LabGuest guest) {
        return found.guests().stream()
                .filter(it -> it.pid() == guest.pid())
                .findFirst()
                .orElseThrow(() -> new AssertionError("not among " + found.guests()))
                .name();
    }

    private static Map<Integer, String> said(LabGuest guest) {
        return guest.devices().stream()
                .collect(Collectors.toMap(LabGuest.Device::worker, LabGuest.Device::worker_kind));
    }

    /** On a kernel that makes its workers threads of the guest, one of each kind. */
    @Test
    void workersOfBothKindsAreFoundWithoutBpf() {
        try (LabGuest first = LabGuest.start("--name", "a", "--idle");
                LabGuest second = LabGuest.start("--name", "b", "--idle", "--kthread")) {
            Inventory found = byProc();
            for (LabGuest guest : List.of(first, second)) {
                assertEquals(said(guest), kinds(found, guest));
                assertTrue(found.worker(nameOf(found, guest) + "/net0").isPresent(), () -> found.workers() + "");
            }
            assertEquals("kthread", second.device().worker_kind());
        }
    }

    @Test
    void withBpfEachDeviceHasItsWorkerAndItsEventfds() {
        try (LabGuest guest = LabGuest.start(3, "--name", "c", "--idle")) {
            Inventory found = withBpf();
            assertEquals(said(guest), kinds(found, guest));
            String name = nameOf(found, guest);
            for (LabGuest.Device device : guest.devices()) {
                String full = name + "/net" + device.device();
                assertEquals(device.worker(), found.worker(full).orElseThrow().tid());
                Virtqueue tx = queue(found, full + "/tx0");
                assertEquals(full, tx.worker().orElseThrow());
                assertEquals(OptionalInt.of(device.tx_kick_id()), tx.kickEventfd());
                assertEquals(OptionalInt.of(device.tx_call_id()), tx.callEventfd());
                assertEquals(
                        OptionalInt.of(device.rx_kick_id()),
                        queue(found, full + "/rx0").kickEventfd());
            }
        }
    }

    private static Virtqueue queue(Inventory found, String name) {
        return found.queues().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + found.queues()));
    }
}
