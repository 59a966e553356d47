package io.sidecore.vhostuser.protocol;

import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.RawMemory;
import java.util.List;

/** struct msghdr with one iovec and room for descriptors, in native memory; offsets are those of 64-bit Linux. */
final class MessageHeader implements AutoCloseable {

    /** Received descriptors are closed in children that we start. */
    static final int MSG_CMSG_CLOEXEC = 0x40000000;

    private static final int MSG_CTRUNC = 8;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    private static final int MSGHDR_BYTES = 56;
    private static final int IOV_AT = 16;
    private static final int IOVLEN_AT = 24;
    private static final int CONTROL_AT = 32;
    private static final int CONTROLLEN_AT = 40;
    private static final int FLAGS_AT = 48;
    private static final int CMSG_HEADER_BYTES = 16;
    private static final int CONTROL_BYTES = CMSG_HEADER_BYTES + 4 * Message.MAX_FDS;

    private final long header = RawMemory.allocate(MSGHDR_BYTES + 16 + CONTROL_BYTES);
    private final long iovec = header + MSGHDR_BYTES;
    private final long control = iovec + 16;

    long address() {
        return header;
    }

    void prepareToReceive(long to, int bytes) {
        prepare(to, bytes, CONTROL_BYTES);
        RawMemory.clear(control, CONTROL_BYTES);
    }

    void prepareToSend(long from, int bytes, List<Fd> fds) {
        if (fds.isEmpty()) {
            prepare(from, bytes, 0);
            return;
        }
        if (fds.size() > Message.MAX_FDS) { // there is no room for more
            throw new ProtocolException(
                    "message with " + fds.size() + " file descriptors, want at most " + Message.MAX_FDS);
        }
        int controlBytes = CMSG_HEADER_BYTES + 4 * fds.size();
        prepare(from, bytes, (controlBytes + 7) & ~7);
        RawMemory.putLong(control, controlBytes);
        RawMemory.putInt(control + 8, SOL_SOCKET);
        RawMemory.putInt(control + 12, SCM_RIGHTS);
        for (int i = 0; i < fds.size(); i++) {
            RawMemory.putInt(control + CMSG_HEADER_BYTES + 4L * i, fds.get(i).number());
        }
    }

    private void prepare(long at, int bytes, int controlBytes) {
        RawMemory.clear(header, MSGHDR_BYTES);
        RawMemory.putLong(iovec, at);
        RawMemory.putLong(iovec + 8, bytes);
        RawMemory.putLong(header + IOV_AT, iovec);
        RawMemory.putLong(header + IOVLEN_AT, 1);
        RawMemory.putLong(header + CONTROL_AT, controlBytes == 0 ? 0 : control);
        RawMemory.putLong(header + CONTROLLEN_AT, controlBytes);
    }

    /**
     * Adds the descriptors that the last receive brought; they are the caller's from now on, also when this throws.
     *
     * @throws ProtocolException if there were more than a message may have
     */
    void takeFds(List<Fd> fds) {
        long controlBytes = RawMemory.getLong(header + CONTROLLEN_AT);
        if (controlBytes >= CMSG_HEADER_BYTES
                && RawMemory.getInt(control + 8) == SOL_SOCKET
                && RawMemory.getInt(control + 12) == SCM_RIGHTS) {
            long count = Math.min((RawMemory.getLong(control) - CMSG_HEADER_BYTES) / 4, Message.MAX_FDS);
            for (int i = 0; i < count; i++) {
                fds.add(new Fd(RawMemory.getInt(control + CMSG_HEADER_BYTES + 4L * i)));
            }
        }
        if ((RawMemory.getInt(header + FLAGS_AT) & MSG_CTRUNC) != 0 || fds.size() > Message.MAX_FDS) {
            throw new ProtocolException("message with more than " + Message.MAX_FDS + " file descriptors");
        }
    }

    @Override
    public void close() {
        RawMemory.free(header);
    }
}
