package io.sidecore.vhostuser.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.rig.BackendProcess;
import io.sidecore.vhostuser.server.BackendOptions;
import io.sidecore.vhostuser.server.PortSpec;
import io.sidecore.vhostuser.server.VhostUserServer;
import io.sidecore.vhostuser.sys.Threads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DPDK's virtio_user, unmodified, as two guests: one transmits, the switch floods, the other receives. */
@Timeout(120)
class DpdkTestpmdTest {

    @TempDir
    Path directory;

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    @ParameterizedTest
    @ValueSource(strings = {"poll", "sleep", "spin=50us"})
    void framesOfOneGuestReachTheOther(String mode) {
        try (VhostUserServer backend = backend(PollMode.parse(mode));
                Client receiver = testpmd("vm1", "--forward-mode=rxonly");
                Client sender = testpmd("vm2", "--forward-mode=txonly", "--txpkts=64")) {
            assertEquals(1, backend.crew().workers().size());
            sender.await(line -> count(line, "TX-packets:") > 10_000);
            receiver.await(line -> count(line, "RX-packets:") > 10_000);
        }
    }

    /** Options of both devices; what the sender is told beside that it transmits only; what the receiver is told. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mrg_rxbuf=0,in_order=0 | --txpkts=64,1000 |",
                "packed_vq=1 | |",
                "packed_vq=1,in_order=0 | --txpkts=64,1000 |",
                "packed_vq=1,mrg_rxbuf=0,vectorized=1 | |",
                "packed_vq=1,mrg_rxbuf=0,in_order=0 | --txpkts=64,1000 |",
                "queues=2 | --rxq=2 --txq=2 --txonly-multi-flow | --rxq=2 --txq=2",
                "queues=2,packed_vq=1 | --rxq=2 --txq=2 --txonly-multi-flow | --rxq=2 --txq=2",
                // jumbo frames of five segments, which take several buffers
                "in_order=0 | --max-pkt-len=9018 --rx-offloads=0x2000 --tx-offloads=0x8000 --txpkts=2000,2000,2000,2000,1000 | --max-pkt-len=9018 --rx-offloads=0x2000",
                "packed_vq=1 | --max-pkt-len=9018 --rx-offloads=0x2000 --tx-offloads=0x8000 --txpkts=2000,2000,2000,2000,1000 | --max-pkt-len=9018 --rx-offloads=0x2000",
                // checksums and segmentation are negotiated, so that each header is read
                "in_order=0 | --tx-offloads=0x802c | --rx-offloads=0x0c",
                "packed_vq=1 | --tx-offloads=0x802c | --rx-offloads=0x0c",
            })
    void framesReachTheOtherHoweverTheRingsAre(String options, @Nullable String sends, @Nullable String receives) {
        try (VhostUserServer backend = backend(PollMode.SLEEP);
                Client receiver = testpmd("vm1," + options, words("--forward-mode=rxonly", receives));
                Client sender = testpmd("vm2," + options, words("--forward-mode=txonly", sends))) {
            assertEquals(1, backend.crew().workers().size());
            sender.await(line -> count(line, "TX-packets:") > 10_000);
            receiver.await(line -> count(line, "RX-packets:") > 10_000);
        }
    }

    private static String[] words(String first, @Nullable String more) {
        return (more == null ? first : first + " " + more).split(" ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"in_order=0", "packed_vq=1", "packed_vq=1,in_order=0", "mrg_rxbuf=0"})
    void anEchoGivesFramesBack(String options) {
        try (VhostUserServer backend = backend(PollMode.SLEEP);
                Client guest = testpmd("e," + options, "--forward-mode=io", "--tx-first", "--burst=32")) {
            assertEquals(1, backend.crew().workers().size());
            guest.await(line -> count(line, "RX-packets:") > 10_000);
            guest.await(line -> count(line, "TX-packets:") > 10_000);
        }
    }

    @Test
    void aGuestThatIsKilledMayComeAgain() throws InterruptedException {
        try (VhostUserServer backend = backend(PollMode.SLEEP)) {
            for (int life = 0; life < 2; life++) {
                try (Client guest = testpmd("vm1", "--forward-mode=txonly")) {
                    guest.await(line -> count(line, "TX-packets:") > 1_000);
                    assertEquals(2, backend.crew().queues().size());
                }
                assertEquals("vm1: connected", log.take());
                assertEquals("vm1: disconnected", log.take());
                assertTrue(backend.crew().queues().isEmpty());
            }
        }
    }

    /** The backend is killed with -9 under load; both guests listen at their sockets, where the next one finds them. */
    @ParameterizedTest
    @ValueSource(strings = {"", ",packed_vq=1"})
    void framesGoOnWhenTheBackendComesAgain(String options) {
        assumeTestpmd();
        BackendProcess backend = start();
        try (Client receiver = testpmd("vm1.sock,server=1" + options, "--forward-mode=rxonly");
                Client sender = testpmd("vm2.sock,server=1" + options, "--forward-mode=txonly")) {
            sender.await(line -> count(line, "TX-packets:") > 10_000);
            receiver.await(line -> count(line, "RX-packets:") > 10_000);
            for (int life = 0; life < 2; life++) {
                backend.kill();
                receiver.skip();
                long before = count(receiver.await(line -> count(line, "RX-packets:") > 0), "RX-packets:");
                backend = start();
                receiver.await(line -> count(line, "RX-packets:") > before + 10_000);
            }
        } finally {
            backend.close();
        }
    }

    private BackendProcess start() {
        return new BackendProcess(directory, 1, "sleep", "vm1,client=on", "vm2,client=on");
    }

    private static void assumeTestpmd() {
        assumeTrue(Client.find("dpdk-testpmd").isPresent(), "dpdk-testpmd is not installed (package dpdk-dev)");
    }

    private VhostUserServer backend(PollMode mode) {
        assumeTestpmd();
        List<PortSpec> ports = List.of(port("vm1"), port("vm2"), port("e,type=echo"));
        CpuSet cpus = Threads.allowed(Threads.currentTid());
        return VhostUserServer.start(new BackendOptions(ports, directory.resolve("control"), 1, cpus, mode), log::add);
    }

    private PortSpec port(String nameAndOptions) {
        return PortSpec.parse(directory + "/" + nameAndOptions);
    }

    private Client testpmd(String portAndOptions, String... options) {
        String[] port = portAndOptions.split(",", 2);
        String device = "net_virtio_user0,path=" + directory.resolve(port[0]) + (port.length > 1 ? "," + port[1] : "");
        List<String> command = new ArrayList<>(List.of(
                "dpdk-testpmd",
                "--lcores",
                "(0-1)@0-1",
                "--no-pci",
                "--no-huge",
                "-m",
                "128",
                "--no-telemetry",
                "--file-prefix",
                "sidecore-" + ProcessHandle.current().pid() + "-" + port[0],
                "--vdev",
                device,
                "--",
                "--total-num-mbufs=4096",
                "--nb-cores=1",
                "--stats-period=1"));
        command.addAll(List.of(options));
        return Client.start(command);
    }

    private static long count(String line, String label) {
        int at = line.indexOf(label);
        return at < 0
                ? 0
                : Long.parseLong(line.substring(at + label.length()).strip().split(" ", 2)[0]);
    }
}
