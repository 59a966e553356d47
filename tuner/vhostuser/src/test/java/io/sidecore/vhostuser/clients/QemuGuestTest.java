package io.sidecore.vhostuser.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.server.BackendOptions;
import io.sidecore.vhostuser.server.PortSpec;
import io.sidecore.vhostuser.server.VhostUserServer;
import io.sidecore.vhostuser.sys.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two Linux guests in QEMU, unmodified, ping each other through one worker of the backend. */
@Timeout(180)
class QemuGuestTest {

    @TempDir
    Path directory;

    @Test
    void twoLinuxGuestsPingEachOther() throws IOException {
        PingingLinux linux = PingingLinux.in(directory, "iperf3");
        List<PortSpec> ports =
                List.of(new PortSpec(directory.resolve("vm1"), "vm1"), new PortSpec(directory.resolve("vm2"), "vm2"));
        BackendOptions options = new BackendOptions(
                ports, directory.resolve("control"), 1, Threads.allowed(Threads.currentTid()), PollMode.SLEEP);
        try (VhostUserServer backend = VhostUserServer.start(options, line -> {});
                Client silent = linux.boot("me=1", directory.resolve("vm1"));
                Client pinging = linux.boot("me=2 peer=1", directory.resolve("vm2"))) {
            silent.await(line -> line.contains("guest 1 is up"));
            String summary = pinging.await(line -> line.contains("packets transmitted"));
            assertTrue(summary.startsWith("20 packets transmitted, 20 packets received"), summary);
            assertEquals(4, backend.crew().queues().size());
            if (Client.find("iperf3").isPresent()) {
                pinging.await(line -> line.contains("iperf3 ended"));
                assertStreams(pinging.lines());
            }
        }
    }

    /** Two TCP streams, one each way, whose frames are up to 64 KiB, and a UDP stream that loses next to nothing. */
    static void assertStreams(List<String> lines) {
        List<String> received =
                lines.stream().filter(line -> line.endsWith("receiver")).toList();
        assertEquals(3, received.size(), () -> String.join("\n", lines));
        for (String line : received.subList(0, 2)) {
            Matcher rate = Pattern.compile("([0-9.]+) ([KMG])bits/sec").matcher(line);
            assertTrue(rate.find() && !rate.group(2).equals("K"), line);
        }
        Matcher loss = Pattern.compile("\\(([0-9.]+)%\\)").matcher(received.get(2));
        assertTrue(loss.find() && Double.parseDouble(loss.group(1)) < 5, received.get(2));
    }
}
