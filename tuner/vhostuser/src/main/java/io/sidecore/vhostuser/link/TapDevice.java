package io.sidecore.vhostuser.link;

import io.sidecore.vhostuser.sys.Errno;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.sys.SystemCalls;

/** How a descriptor of /dev/net/tun becomes a queue of a tap. */
final class TapDevice {

    private static final String PATH = "/dev/net/tun";
    private static final int O_RDWR_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
    private static final long TUNSETIFF = 0x400454caL;
    private static final long TUNSETOFFLOAD = 0x400454d0L;
    private static final long TUNSETVNETHDRSZ = 0x400454d8L;
    private static final int IFF_TAP = 0x0002;
    private static final int IFF_MULTI_QUEUE = 0x0100;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_VNET_HDR = 0x4000;
    private static final int IFF_EXCLUSIVE = 0x8000;
    private static final int CSUM_TSO4_TSO6_ECN = 1 | 2 | 4 | 8;

    private TapDevice() {}

    /**
     * A new queue.
     *
     * @param several whether the tap has several
     * @param isNew whether the tap must not be there yet
     */
    static Fd attach(String name, boolean several, boolean isNew) {
        Fd fd = openDevice(name);
        try {
            int flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | (isNew ? IFF_EXCLUSIVE : 0);
            int errno = setInterface(fd, name, flags | (several ? IFF_MULTI_QUEUE : 0));
            if (errno == Errno.EINVAL && !several && !isNew) { // it may be one that has several; we use one
                errno = setInterface(fd, name, flags | IFF_MULTI_QUEUE);
            }
            if (errno != 0) {
                throw refused(name, several, errno);
            }
            setUp(fd, name);
            return fd;
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    private static Fd openDevice(String name) {
        int number = LibC.C.open(PATH, O_RDWR_NONBLOCK_CLOEXEC, 0);
        if (number < 0) {
            throw new IllegalArgumentException("uplink tap=" + name + ": open " + PATH + ": "
                    + Errno.describe(SystemCalls.lastErrno()) + " (want the kernel's module tun, and access to it)");
        }
        return new Fd(number);
    }

    /** Returns the error, 0 for none. */
    private static int setInterface(Fd fd, String name, int flags) {
        long request = NetInterface.request(name);
        try {
            RawMemory.putShort(request + NetInterface.VALUE_AT, flags);
            return LibC.C.ioctl(fd.number(), TUNSETIFF, request) < 0 ? SystemCalls.lastErrno() : 0;
        } finally {
            RawMemory.free(request);
        }
    }

    private static void setUp(Fd fd, String name) {
        long size = RawMemory.allocate(4);
        try {
            RawMemory.putInt(size, Tap.HEADER_BYTES);
            SystemCalls.check(
                    "uplink tap=" + name + ": set the size of its headers",
                    LibC.C.ioctl(fd.number(), TUNSETVNETHDRSZ, size));
            SystemCalls.check(
                    "uplink tap=" + name + ": offer offloads",
                    LibC.C.ioctl(fd.number(), TUNSETOFFLOAD, CSUM_TSO4_TSO6_ECN));
        } finally {
            RawMemory.free(size);
        }
    }

    private static IllegalArgumentException refused(String name, boolean several, int errno) {
        String hint = switch (errno) {
            case Errno.EPERM ->
                "want CAP_NET_ADMIN, or a tap that root has made for this user: ip tuntap add dev " + name
                        + " mode tap user NAME";
            case Errno.EBUSY -> "another process has it open; want a tap that none has";
            case Errno.EINVAL ->
                several
                        ? "want a tap that was made with several queues, or queues=1"
                        : "an interface that is no tap; want another name, or packet=" + name;
            default -> "want a tap, or a name that no interface has";
        };
        return new IllegalArgumentException("uplink tap=" + name + ": " + Errno.describe(errno) + " (" + hint + ")");
    }
}
