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
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two Linux guests in QEMU, unmodified, ping each other through one worker of the backend. */
@Timeout(180)
class QemuGuestTest {

    private static final List<String> MODULES = List.of(
            "virtio",
            "virtio_ring",
            "virtio_pci_modern_dev",
            "virtio_pci_legacy_dev",
            "virtio_pci",
            "failover",
            "net_failover",
            "virtio_net");

    /** The order of the modules is not worth knowing: three rounds load them all. */
    private static final String INIT = """
            #!/bin/busybox sh
            export PATH=/bin LD_LIBRARY_PATH=/lib
            busybox mkdir /proc && busybox mount -t proc proc /proc
            busybox mount -t devtmpfs dev /dev 2>/dev/null
            for round in 1 2 3; do for m in /modules/*; do busybox insmod $m 2>/dev/null; done; done
            for word in $(busybox cat /proc/cmdline); do case $word in me=*) me=${word#me=};; peer=*) peer=${word#peer=};; net=*) net=${word#net=};; esac; done
            net=${net:-10.0.0}
            busybox ip link set lo up
            busybox ip link set eth0 up
            busybox ip addr add $net.$me/24 dev eth0
            echo "guest $me is up"
            if [ -n "$peer" ]; then
              until busybox ping -c 1 -W 1 $net.$peer >/dev/null; do :; done
              busybox ping -c 20 -i 0.05 -s 1400 $net.$peer
              if [ -x /bin/iperf3 ]; then
                iperf3 -c $net.$peer -t 3 -i 0 && iperf3 -c $net.$peer -t 3 -i 0 -R
                iperf3 -c $net.$peer -u -b 20M -l 1400 -t 2 -i 0
                echo "iperf3 ended"
              fi
            elif [ -x /bin/iperf3 ]; then
              iperf3 -s >/dev/null &
            fi
            busybox sleep 600
            """;

    @TempDir
    Path directory;

    @Test
    void twoLinuxGuestsPingEachOther() throws IOException {
        Function<String, Client> boot = bootable(directory);
        List<PortSpec> ports =
                List.of(new PortSpec(directory.resolve("vm1"), "vm1"), new PortSpec(directory.resolve("vm2"), "vm2"));
        BackendOptions options = new BackendOptions(
                ports, directory.resolve("control"), 1, Threads.allowed(Threads.currentTid()), PollMode.SLEEP);
        try (VhostUserServer backend = VhostUserServer.start(options, line -> {});
                Client silent = boot.apply("me=1");
                Client pinging = boot.apply("me=2 peer=1")) {
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

    /**
     * Boots a guest whose number and peer are given as in {@code me=1 peer=2}, at the port {@code vm1} in that directory;
     * skips the test where it cannot.
     */
    static Function<String, Client> bootable(Path directory) throws IOException {
        LinuxGuest linux = LinuxGuest.in(directory, INIT, MODULES, "iperf3");
        return words -> boot(linux, directory, words);
    }

    private static Client boot(LinuxGuest linux, Path directory, String words) {
        String number = words.substring(3, 4);
        return linux.boot(
                words,
                "-chardev",
                "socket,id=c0,path=" + directory.resolve("vm" + number),
                "-netdev",
                "vhost-user,id=n0,chardev=c0",
                "-device",
                "virtio-net-pci,netdev=n0,vectors=0,mac=52:54:00:00:00:0" + number);
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
