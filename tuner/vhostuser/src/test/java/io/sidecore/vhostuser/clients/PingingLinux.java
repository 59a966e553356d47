package io.sidecore.vhostuser.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Linux guest with a network interface. Words of its command line say what it does:
 *
 * <ul>
 *   <li>{@code me=1}: its address ends so, and so does that of its interface
 *   <li>{@code peer=2}: when that guest answers, it pings it 20 times, and then measures streams, if there is iperf3
 *   <li>{@code forever=1}: it pings on for ever, ten times a second
 *   <li>{@code stream=N}: and before, it begins to send the numbers from 1 to N, each a line, by TCP
 *   <li>{@code listen=1}: it says the MD5 sum of what it was sent so
 *   <li>{@code net=10.0.0}: in this network
 * </ul>
 */
final class PingingLinux {

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
            for word in $(busybox cat /proc/cmdline); do case $word in me=*) me=${word#me=};; peer=*) peer=${word#peer=};; net=*) net=${word#net=};; forever=*) forever=1;; listen=*) listen=1;; stream=*) stream=${word#stream=};; esac; done
            net=${net:-10.0.0}
            busybox ip link set lo up
            busybox ip link set eth0 up
            busybox ip addr add $net.$me/24 dev eth0
            echo "guest $me is up"
            read_slowly() { # at first, so that what comes in stays where the backend wrote it to
              for part in $(busybox seq 1 40); do busybox dd bs=32k count=1 iflag=fullblock 2>/dev/null; busybox sleep 0.1; done
              busybox cat
            }
            if [ -n "$peer" ]; then
              until busybox ping -c 1 -W 1 $net.$peer >/dev/null; do :; done
              if [ -n "$stream" ]; then
                busybox seq 1 $stream >/numbers
                busybox nc $net.$peer 5000 -e /bin/busybox cat /numbers & # in large frames, by its many buffers
              fi
              while [ -n "$forever" ]; do busybox ping -i 0.1 $net.$peer; done
              busybox ping -c 20 -i 0.05 -s 1400 $net.$peer
              if [ -x /bin/iperf3 ]; then
                iperf3 -c $net.$peer -t 3 -i 0 && iperf3 -c $net.$peer -t 3 -i 0 -R
                iperf3 -c $net.$peer -u -b 20M -l 1400 -t 2 -i 0
                echo "iperf3 ended"
              fi
            elif [ -n "$listen" ]; then
              echo 4096 1048576 1048576 >/proc/sys/net/ipv4/tcp_rmem
              echo "stream $(busybox nc -l -p 5000 | read_slowly | busybox md5sum)" &
            elif [ -x /bin/iperf3 ]; then
              iperf3 -s >/dev/null &
            fi
            busybox sleep 600
            """;

    /** So many replies in a row show that nothing is lost any more; what was on its way meanwhile may be. */
    private static final int REPLIES = 20;

    private static final int ATTEMPTS = 5 * REPLIES;
    private static final Pattern REPLY = Pattern.compile("bytes from .* seq=([0-9]+) ");

    private final LinuxGuest linux;
    private final String device;

    private PingingLinux(LinuxGuest linux, String device) {
        this.linux = linux;
        this.device = device;
    }

    /** Makes its first root in that directory; skips the test where it cannot. */
    static PingingLinux in(Path directory, String... programs) throws IOException {
        return new PingingLinux(LinuxGuest.in(directory, INIT, MODULES, programs), "virtio-net-pci");
    }

    /** The same with other properties of its interface, as {@code packed=on}. */
    PingingLinux with(String properties) {
        return new PingingLinux(linux, device + "," + properties);
    }

    /**
     * Boots one, at the port with that socket, which connects anew when its backend comes again.
     *
     * @param words beginning with {@code me=}
     * @param more options of QEMU
     */
    Client boot(String words, Path socket, String... more) {
        String number = words.substring(3, 4);
        List<String> options = new ArrayList<>(List.of(
                "-chardev",
                "socket,id=c0,reconnect=1,path=" + socket,
                "-netdev",
                "vhost-user,id=n0,chardev=c0",
                "-device",
                device + ",netdev=n0,vectors=0,mac=52:54:00:00:00:0" + number));
        options.addAll(List.of(more));
        return linux.boot(words, options.toArray(String[]::new));
    }

    /** Waits until a guest that pings for ever has replies without a gap; some may come twice. */
    static void awaitReplies(Client pinging) {
        pinging.skip();
        int inARow = 0;
        int last = reply(pinging);
        for (int i = 0; inARow < REPLIES; i++) {
            int next = reply(pinging);
            if (next == last + 1) {
                inARow++;
            } else if (next > last || next == 0) { // some are missing, or a ping ended and the next one began
                inARow = 0;
            }
            last = next == 0 ? 0 : Math.max(last, next);
            if (i == ATTEMPTS) {
                throw new AssertionError("replies go missing again and again:\n" + String.join("\n", pinging.lines()));
            }
        }
    }

    private static int reply(Client pinging) {
        Matcher reply = REPLY.matcher(pinging.await(line -> REPLY.matcher(line).find()));
        return reply.find() ? Integer.parseInt(reply.group(1)) : 0;
    }
}
