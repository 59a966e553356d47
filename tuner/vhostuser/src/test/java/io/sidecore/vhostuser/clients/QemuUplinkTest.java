package io.sidecore.vhostuser.clients;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.rig.HostNet;
import io.sidecore.vhostuser.rig.TestBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Linux guest in QEMU, unmodified, and the host's kernel talk to each other through a tap that the switch has. */
@Timeout(180)
class QemuUplinkTest {

    /** Of the addresses for benchmarks (RFC 2544), which no host uses. */
    private static final String NET = "198.18.77";

    private static final List<String> SERVER = List.of("iperf3", "-s", "--forceflush", "-B", NET + ".1");

    private static final String LISTENING = "Server listening";

    @TempDir
    Path directory;

    @Test
    void aLinuxGuestReachesTheHost() throws IOException {
        HostNet.assumeInterfacesCanBeMade();
        PingingLinux linux = PingingLinux.in(directory, "iperf3");
        String tap = HostNet.newName();
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "vm2", "tap=" + tap)) {
            HostNet.ip("addr add " + NET + ".1/24 dev " + tap);
            boolean streams = Client.find("iperf3").isPresent();
            try (Client server = Client.start(streams ? SERVER : List.of("echo", LISTENING));
                    Client guest = linux.boot("me=2 peer=1 net=" + NET, backend.socket("vm2"))) {
                server.await(line -> line.startsWith(LISTENING));
                String summary = guest.await(line -> line.contains("packets transmitted"));
                assertTrue(summary.startsWith("20 packets transmitted, 20 packets received"), summary);
                if (streams) {
                    guest.await(line -> line.contains("iperf3 ended"));
                    QemuGuestTest.assertStreams(guest.lines());
                }
            }
        }
    }
}
