package io.sidecore.vhostuser.protocol;

import io.sidecore.vhostuser.sys.Errno;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.sys.SystemCallException;
import io.sidecore.vhostuser.sys.SystemCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A connected UNIX socket that carries vhost-user messages and their descriptors. One thread receives, one thread (the
 * same or another) sends; {@link #shutdown} may be called by any thread and ends both.
 *
 * <p>Written on recvmsg and sendmsg, since the JDK's UNIX sockets cannot carry descriptors.
 */
public final class MessageSocket implements AutoCloseable {

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
    private static final int SHUT_RDWR = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int MSG_NOSIGNAL = 0x4000;

    private final Fd fd;
    private final long buffer = RawMemory.allocate(Message.HEADER_BYTES + Message.MAX_PAYLOAD_BYTES);
    private final MessageHeader received = new MessageHeader();
    private final MessageHeader sent = new MessageHeader();
    private final long sendBuffer = RawMemory.allocate(Message.HEADER_BYTES + Message.MAX_PAYLOAD_BYTES);

    MessageSocket(Fd fd) {
        this.fd = fd;
    }

    /**
     * Connects to a backend's socket.
     *
     * @throws SystemCallException if nobody listens there
     */
    public static MessageSocket connect(Path path) {
        Fd fd = new Fd(SystemCalls.check("socket", LibC.C.socket(AF_UNIX, SOCK_STREAM_CLOEXEC, 0)));
        try (UnixAddress address = new UnixAddress(path)) {
            SystemCalls.check("connect to " + path, LibC.C.connect(fd.number(), address.address, UnixAddress.BYTES));
            return new MessageSocket(fd);
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /** The process that connected, or listened; 0 if it is in another PID namespace. */
    public int peerPid() {
        long credentials = RawMemory.allocate(16); // struct ucred: pid, uid, gid; then the length
        try {
            RawMemory.putInt(credentials + 12, 12);
            SystemCalls.check(
                    "ask who is at a socket",
                    LibC.C.getsockopt(fd.number(), SOL_SOCKET, SO_PEERCRED, credentials, credentials + 12));
            return RawMemory.getInt(credentials);
        } finally {
            RawMemory.free(credentials);
        }
    }

    /**
     * Waits for the next message.
     *
     * @return empty when the peer has closed the connection, or {@link #shutdown} was called
     * @throws ProtocolException if what came is no message
     */
    public Optional<Message> receive() {
        List<Fd> fds = new ArrayList<>();
        try {
            Optional<Message> message = receive(fds);
            if (message.isEmpty()) {
                fds.forEach(Fd::close);
            }
            return message;
        } catch (RuntimeException e) {
            fds.forEach(Fd::close);
            throw e;
        }
    }

    private Optional<Message> receive(List<Fd> fds) {
        if (!receiveFully(buffer, Message.HEADER_BYTES, fds)) {
            return Optional.empty();
        }
        int request = RawMemory.getInt(buffer);
        int flags = RawMemory.getInt(buffer + 4);
        int size = RawMemory.getInt(buffer + 8);
        if ((flags & Message.VERSION_MASK) != Message.VERSION) {
            throw new ProtocolException(
                    "message of protocol version " + (flags & Message.VERSION_MASK) + ", want " + Message.VERSION);
        }
        if (size < 0 || size > Message.MAX_PAYLOAD_BYTES) {
            throw new ProtocolException("message announces " + Integer.toUnsignedString(size)
                    + " bytes of payload, want at most " + Message.MAX_PAYLOAD_BYTES);
        }
        if (!receiveFully(buffer, size, fds)) {
            return Optional.empty();
        }
        byte[] payload = new byte[size];
        RawMemory.get(buffer, payload);
        return Optional.of(new Message(request, flags, ByteBuffer.wrap(payload), fds));
    }

    private boolean receiveFully(long to, int bytes, List<Fd> fds) {
        int have = 0;
        while (have < bytes) {
            received.prepareToReceive(to + have, bytes - have);
            long got = LibC.C.recvmsg(fd.number(), received.address(), MessageHeader.MSG_CMSG_CLOEXEC);
            if (got < 0 && SystemCalls.lastErrno() == Errno.EINTR) {
                continue;
            }
            if (got <= 0) {
                return false; // closed, or reset: either way the peer is gone
            }
            received.takeFds(fds);
            have += (int) got;
        }
        return true;
    }

    /**
     * Sends a message whole.
     *
     * @throws SystemCallException if the peer is gone
     */
    public void send(Message message) {
        int size = message.payload().limit();
        RawMemory.putInt(sendBuffer, message.request());
        RawMemory.putInt(sendBuffer + 4, message.flags());
        RawMemory.putInt(sendBuffer + 8, size);
        for (int i = 0; i < size; i++) {
            RawMemory.putByte(
                    sendBuffer + Message.HEADER_BYTES + i, message.payload().get(i));
        }
        int total = Message.HEADER_BYTES + size;
        int done = 0;
        while (done < total) {
            sent.prepareToSend(sendBuffer + done, total - done, done == 0 ? message.fds() : List.of());
            long put = LibC.C.sendmsg(fd.number(), sent.address(), MSG_NOSIGNAL);
            if (put < 0 && SystemCalls.lastErrno() == Errno.EINTR) {
                continue;
            }
            done += (int) SystemCalls.check("send " + message.name(), put);
        }
    }

    /** Sends a request and waits for its answer. */
    public Message call(Message request) {
        send(request);
        return receive()
                .orElseThrow(() -> new SystemCallException("wait for the answer to " + request.name(), Errno.EPIPE));
    }

    /** Sends a request with NEED_REPLY, and checks that the answer is 0. */
    public void callForAck(Message request) {
        try (Message answer = call(new Message(
                request.request(), request.flags() | Message.NEED_REPLY, request.payload(), request.fds()))) {
            long code = answer.requireBytes(8)
                    .payload()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong(0);
            if (code != 0) {
                throw new ProtocolException("the backend refused " + request.name() + " (" + code + ")");
            }
        }
    }

    /** Ends the connection, and any wait in {@link #receive}; {@link #close} must still follow, by the receiver. */
    public synchronized void shutdown() {
        if (fd.isOpen()) {
            LibC.C.shutdown(fd.number(), SHUT_RDWR);
        }
    }

    @Override
    public synchronized void close() {
        if (fd.isOpen()) {
            fd.close();
            RawMemory.free(buffer);
            RawMemory.free(sendBuffer);
            received.close();
            sent.close();
        }
    }
}
