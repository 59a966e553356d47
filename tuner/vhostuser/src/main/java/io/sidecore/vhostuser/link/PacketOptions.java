package io.sidecore.vhostuser.link;

import io.sidecore.vhostuser.sys.Errno;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.sys.SystemCalls;

/** How a packet socket is made, and its options (packet(7), linux/if_packet.h). */
final class PacketOptions {

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final int ETH_P_ALL = 3;

    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;

    private static final int SOL_PACKET = 263;
    private static final int ADD_MEMBERSHIP = 1;
    private static final int STATISTICS = 6;
    private static final int AUXDATA = 8;
    private static final int VNET_HDR = 15;
    private static final int FANOUT = 18;
    private static final int IGNORE_OUTGOING = 23;
    private static final int MR_PROMISC = 1;
    private static final int FANOUT_HASH = 0;

    /** With VNET_HDR: struct virtio_net_hdr without the number of buffers. */
    private static final int HEADER_BYTES = 10;

    /** What waits for a worker that serves others for some milliseconds: about 2000 frames of 1500 bytes. */
    private static final int RECEIVE_BYTES = 4 << 20;

    /** As many as the queue of a usual interface holds. */
    private static final int SEND_BYTES = 2 << 20;

    private PacketOptions() {}

    /** A socket bound to an interface; of those that share one, each gets flows of its own. */
    static PacketSocket open(String name, int index, boolean shares) {
        Fd fd = socket(name);
        try {
            // Before it is bound: until then nothing comes in.
            int headerBytes = set(fd, SOL_PACKET, VNET_HDR, 1) ? HEADER_BYTES : 0;
            boolean ignores = set(fd, SOL_PACKET, IGNORE_OUTGOING, 1); // since Linux 4.20
            require(fd, name, "tell of VLAN tags", AUXDATA, 1);
            // FORCE goes beyond the system's limit, and needs CAP_NET_ADMIN.
            boolean enough = (set(fd, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BYTES)
                            || set(fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BYTES))
                    && (set(fd, SOL_SOCKET, SO_SNDBUFFORCE, SEND_BYTES) || set(fd, SOL_SOCKET, SO_SNDBUF, SEND_BYTES));
            SystemCalls.check(doing(name, "set the size of its buffers"), enough ? 0 : -1);
            bind(fd, name, index);
            joinPromiscuous(fd, name, index);
            if (shares) {
                require(fd, name, "share its flows", FANOUT, (index & 0xffff) | FANOUT_HASH << 16);
            }
            return new PacketSocket(fd, name, index, headerBytes, !ignores);
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    private static Fd socket(String name) {
        int number = LibC.C.socket(AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, 0);
        if (number < 0) {
            int errno = SystemCalls.lastErrno();
            String hint = errno == Errno.EPERM || errno == Errno.EACCES
                    ? "want the capability CAP_NET_RAW, which root has"
                    : "want a kernel with packet sockets";
            throw new IllegalArgumentException(
                    doing(name, "open a packet socket") + ": " + Errno.describe(errno) + " (" + hint + ")");
        }
        return new Fd(number);
    }

    private static String doing(String name, String what) {
        return "uplink packet=" + name + ": " + what;
    }

    private static boolean set(Fd fd, int level, int option, int value) {
        long at = RawMemory.allocate(4);
        try {
            RawMemory.putInt(at, value);
            return LibC.C.setsockopt(fd.number(), level, option, at, 4) == 0;
        } finally {
            RawMemory.free(at);
        }
    }

    private static void require(Fd fd, String name, String what, int option, int value) {
        SystemCalls.check(doing(name, what), set(fd, SOL_PACKET, option, value) ? 0 : -1);
    }

    /** struct sockaddr_ll. */
    private static void bind(Fd fd, String name, int index) {
        long address = RawMemory.allocate(20);
        try {
            RawMemory.putShort(address, AF_PACKET);
            RawMemory.putShort(address + 2, Short.reverseBytes((short) ETH_P_ALL));
            RawMemory.putInt(address + 4, index);
            SystemCalls.check(doing(name, "bind to it"), LibC.C.bind(fd.number(), address, 20));
        } finally {
            RawMemory.free(address);
        }
    }

    /** struct packet_mreq. It ends with the socket. */
    private static void joinPromiscuous(Fd fd, String name, int index) {
        long membership = RawMemory.allocate(16);
        try {
            RawMemory.putInt(membership, index);
            RawMemory.putShort(membership + 4, MR_PROMISC);
            SystemCalls.check(
                    doing(name, "let it receive frames for others"),
                    LibC.C.setsockopt(fd.number(), SOL_PACKET, ADD_MEMBERSHIP, membership, 16));
        } finally {
            RawMemory.free(membership);
        }
    }

    /**
     * Frames dropped since it was last asked, as the socket's buffer was full.
     *
     * @param area 16 bytes: struct tpacket_stats (packets, drops), and their length
     */
    static int missed(Fd fd, long area) {
        RawMemory.putInt(area + 8, 8);
        boolean told = LibC.C.getsockopt(fd.number(), SOL_PACKET, STATISTICS, area, area + 8) == 0;
        return told ? Math.max(0, RawMemory.getInt(area + 4)) : 0;
    }
}
