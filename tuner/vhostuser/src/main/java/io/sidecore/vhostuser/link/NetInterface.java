package io.sidecore.vhostuser.link;

import io.sidecore.vhostuser.sys.Errno;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.sys.SystemCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the kernel says of a network interface, of the network namespace that we are in: netdevice(7). */
public final class NetInterface {

    /** struct ifreq: the name, then what the request is about. */
    static final int REQUEST_BYTES = 40;

    static final int VALUE_AT = 16;

    /** Of our own network namespace, and with those that have no address. */
    private static final Path ALL = Path.of("/proc/net/dev");

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int SIOCGIFFLAGS = 0x8913;
    private static final int SIOCSIFFLAGS = 0x8914;
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int IFF_UP = 1;

    private NetInterface() {}

    /** Its number; empty if there is none of that name. */
    static OptionalInt index(String name) {
        long request = request(name);
        try (Fd socket = socket()) {
            if (LibC.C.ioctl(socket.number(), SIOCGIFINDEX, request) < 0) {
                int errno = SystemCalls.lastErrno();
                if (errno == Errno.ENODEV) {
                    return OptionalInt.empty();
                }
                SystemCalls.check("look for the interface " + name, -1);
            }
            return OptionalInt.of(RawMemory.getInt(request + VALUE_AT));
        } finally {
            RawMemory.free(request);
        }
    }

    /** Whether it is set up, so that frames can come and go. */
    public static boolean isUp(String name) {
        long request = request(name);
        try (Fd socket = socket()) {
            SystemCalls.check("flags of " + name, LibC.C.ioctl(socket.number(), SIOCGIFFLAGS, request));
            return (RawMemory.getShort(request + VALUE_AT) & IFF_UP) != 0;
        } finally {
            RawMemory.free(request);
        }
    }

    static void setUp(String name) {
        long request = request(name);
        try (Fd socket = socket()) {
            SystemCalls.check("flags of " + name, LibC.C.ioctl(socket.number(), SIOCGIFFLAGS, request));
            RawMemory.putShort(request + VALUE_AT, RawMemory.getShort(request + VALUE_AT) | IFF_UP);
            SystemCalls.check("set " + name + " up", LibC.C.ioctl(socket.number(), SIOCSIFFLAGS, request));
        } finally {
            RawMemory.free(request);
        }
    }

    /** A struct ifreq with that name, to be freed. */
    static long request(String name) {
        long request = RawMemory.allocate(REQUEST_BYTES);
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length >= VALUE_AT) { // UplinkSpec refuses it with a better message
            RawMemory.free(request);
            throw new IllegalArgumentException("an interface name of more than " + (VALUE_AT - 1) + " bytes: " + name);
        }
        RawMemory.put(bytes, request);
        return request;
    }

    /** The names of those that there are, for messages. */
    static String all() {
        try (Stream<String> lines = Files.lines(ALL)) {
            return lines.filter(line -> line.contains(":"))
                    .map(line -> line.substring(0, line.indexOf(':')).strip())
                    .sorted()
                    .collect(Collectors.joining(", "));
        } catch (IOException | UncheckedIOException e) {
            return "those that 'ip link' shows";
        }
    }

    private static Fd socket() {
        return new Fd(SystemCalls.check("socket", LibC.C.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0)));
    }
}
