package io.sidecore.vhostuser.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Network interfaces of this host, for tests that make some; these are skipped where they cannot. */
public final class HostNet {

    private static final AtomicInteger NAMES = new AtomicInteger();

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
        return veth;
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
        return find(name) != null;
    }

    public static int index(String name) {
        NetworkInterface found = find(name);
        if (found == null) {
            throw new AssertionError("no interface " + name);
        }
        return found.getIndex();
    }

    private static @Nullable NetworkInterface find(String name) {
        try {
            return NetworkInterface.getByName(name);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
