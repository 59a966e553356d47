package io.sidecore.vhostuser.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.sys.SystemCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Network interfaces of this host, for tests that make some; these are skipped where they cannot. */
public final class HostNet {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int SIOCETHTOOL = 0x8946;
    private static final int ETHTOOL_STXCSUM = 0x17;
    private static final int ETHTOOL_STSO = 0x1f;

    private HostNet() {}

    /** Skips the test if it may make no interfaces. */
    public static void assumeInterfacesCanBeMade() {
        assumeTrue("root".equals(System.getProperty("user.name")), "not root: cannot make network interfaces");
        assumeTrue(Files.isReadable(Path.of("/dev/net/tun")), "no /dev/net/tun");
        assumeTrue(
                List.of("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip").stream()
                        .anyMatch(path -> Files.isExecutable(Path.of(path))),
                "ip is not installed (package iproute2)");
    }

    /** A name that no interface has. */
    public static String newName() {
        return "sc" + ProcessHandle.current().pid() % 1_000_000 + "x" + NAMES.incrementAndGet();
    }

    /** Runs {@code ip} with these words; fails if it does. */
    public static void ip(String words) {
        String[] answer = new String[1];
        assertEquals(0, run(words, answer), () -> "ip " + words + ": " + answer[0]);
    }

    /** Makes a pair of interfaces that are wired to each other, both up; skips the test if the kernel knows none. */
    public static Veth veth() {
        String[] answer = new String[1];
        Veth veth = new Veth(newName(), newName());
        assumeTrue(
                run("link add " + veth.near + " type veth peer name " + veth.far, answer) == 0,
                () -> "no veth: " + answer[0]);
        ip("link set " + veth.near + " up");
        ip("link set " + veth.far + " up");
        awaitUp(veth.near);
        awaitUp(veth.far);
        return veth;
    }

    /** Until the kernel has seen, a little later, that an interface has its cable, it drops what is sent there. */
    private static void awaitUp(String name) {
        Path state = Path.of("/sys/class/net", name, "operstate");
        Await.until(name + " is up", () -> {
            try {
                return Files.readString(state).strip().equals("up");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        ip("link show " + name); // when it answers, the change that made it up is complete
    }

    /** Two interfaces wired to each other. */
    public record Veth(String near, String far) implements AutoCloseable {
        @Override
        public void close() {
            if (exists(near)) {
                ip("link del " + near);
            }
        }
    }

    /** The interface leaves neither checksums nor segmentation to its other end, as many a network card does not. */
    public static void setNoOffloads(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        long request = RawMemory.allocate(48);
        try (Fd socket = new Fd(SystemCalls.check("socket", LibC.C.socket(AF_INET, SOCK_DGRAM, 0)))) {
            RawMemory.put(bytes, request);
            RawMemory.putLong(request + 16, request + 40);
            for (int offload : new int[] {ETHTOOL_STXCSUM, ETHTOOL_STSO}) {
                RawMemory.putInt(request + 40, offload);
                RawMemory.putInt(request + 44, 0);
                SystemCalls.check("ethtool", LibC.C.ioctl(socket.number(), SIOCETHTOOL, request));
            }
        } finally {
            RawMemory.free(request);
        }
    }

    private static int run(String words, String[] answer) {
        try {
            Process process = new ProcessBuilder(("ip " + words).split(" "))
                    .redirectErrorStream(true)
                    .start();
            answer[0] = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static boolean exists(String name) {
        return find(name) >= 0;
    }

    public static int index(String name) {
        int index = find(name);
        if (index < 0) {
            throw new AssertionError("no interface " + name);
        }
        return index;
    }

    /** Not by java.net.NetworkInterface, which does not find those without an address. */
    private static int find(String name) {
        long request = RawMemory.allocate(48);
        try (Fd socket = new Fd(SystemCalls.check("socket", LibC.C.socket(AF_INET, SOCK_DGRAM, 0)))) {
            RawMemory.put(name.getBytes(StandardCharsets.US_ASCII), request);
            return LibC.C.ioctl(socket.number(), SIOCGIFINDEX, request) < 0 ? -1 : RawMemory.getInt(request + 16);
        } finally {
            RawMemory.free(request);
        }
    }
}
