package io.sidecore.vhostuser.rig;

import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.sys.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A UNIX socket that sends any bytes with any number of descriptors. */
public final class RawSocket implements AutoCloseable {

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
    private static final int SHUT_WR = 1;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int ADDRESS_BYTES = 110;

    private final Fd fd;

    public RawSocket(Fd fd) {
        this.fd = fd;
    }

    public static RawSocket connect(Path path) {
        Fd fd = new Fd(SystemCalls.check("socket", LibC.C.socket(AF_UNIX, SOCK_STREAM_CLOEXEC, 0)));
        long address = RawMemory.allocate(ADDRESS_BYTES);
        try {
            RawMemory.putShort(address, AF_UNIX);
            RawMemory.put(path.toString().getBytes(StandardCharsets.UTF_8), address + 2);
            SystemCalls.check("connect to " + path, LibC.C.connect(fd.number(), address, ADDRESS_BYTES));
            return new RawSocket(fd);
        } finally {
            RawMemory.free(address);
        }
    }

    /** Two that are connected to each other. */
    public static Fd[] pair() {
        long fds = RawMemory.allocate(8);
        try {
            SystemCalls.check("socketpair", LibC.C.socketpair(AF_UNIX, SOCK_STREAM_CLOEXEC, 0, fds));
            return new Fd[] {new Fd(RawMemory.getInt(fds)), new Fd(RawMemory.getInt(fds + 4))};
        } finally {
            RawMemory.free(fds);
        }
    }

    /** Sends all of it, unless the other side has closed the connection; returns whether it did. */
    public boolean send(byte[] bytes, Fd... passed) {
        int controlBytes = passed.length == 0 ? 0 : 16 + 4 * passed.length;
        long at = RawMemory.allocate(56 + 16 + controlBytes + 8 + bytes.length);
        try {
            long iovec = at + 56;
            long control = iovec + 16;
            long data = control + ((controlBytes + 7) & ~7);
            RawMemory.put(bytes, data);
            RawMemory.putLong(iovec, data);
            RawMemory.putLong(iovec + 8, bytes.length);
            RawMemory.putLong(at + 16, iovec);
            RawMemory.putLong(at + 24, 1);
            if (controlBytes > 0) {
                control(at, control, controlBytes, passed);
            }
            return LibC.C.sendmsg(fd.number(), at, MSG_NOSIGNAL) == bytes.length;
        } finally {
            RawMemory.free(at);
        }
    }

    private static void control(long header, long control, int bytes, Fd... passed) {
        RawMemory.putLong(header + 32, control);
        RawMemory.putLong(header + 40, (bytes + 7) & ~7);
        RawMemory.putLong(control, bytes);
        RawMemory.putInt(control + 8, 1); // SOL_SOCKET
        RawMemory.putInt(control + 12, 1); // SCM_RIGHTS
        for (int i = 0; i < passed.length; i++) {
            RawMemory.putInt(control + 16 + 4L * i, passed[i].number());
        }
    }

    /** Sends no more. */
    public void end() {
        LibC.C.shutdown(fd.number(), SHUT_WR);
    }

    /** Waits for the end of the connection, throwing away what comes before. */
    public void awaitEnd() {
        long buffer = RawMemory.allocate(4096);
        try {
            while (LibC.C.read(fd.number(), buffer, 4096) > 0) {
                // thrown away
            }
        } finally {
            RawMemory.free(buffer);
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
