package io.sidecore.vhostuser.protocol;

import io.sidecore.vhostuser.sys.Errno;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.SystemCalls;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A UNIX socket that frontends connect to. Closing it removes its path. */
public final class ListenSocket implements AutoCloseable {

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
    private static final int SHUT_RDWR = 2;
    private static final int BACKLOG = 16;

    /** How long to wait for descriptors or memory to become free, before accepting is tried again. */
    private static final long RETRY_MILLIS = 100;

    private final Path path;
    private final Fd fd;
    private final CountDownLatch ended = new CountDownLatch(1);

    private ListenSocket(Path path, Fd fd) {
        this.path = path;
        this.fd = fd;
    }

    /**
     * Listens. A socket that nobody listens on any more, as a killed backend leaves it, is replaced.
     *
     * @throws IllegalArgumentException if the path is in use, or is something other than a socket
     */
    public static ListenSocket on(Path path) {
        SocketPath.claim(path);
        Fd fd = new Fd(SystemCalls.check("socket", LibC.C.socket(AF_UNIX, SOCK_STREAM_CLOEXEC, 0)));
        try (UnixAddress address = new UnixAddress(path)) {
            SystemCalls.check("bind " + path, LibC.C.bind(fd.number(), address.address, UnixAddress.BYTES));
            SystemCalls.check("listen on " + path, LibC.C.listen(fd.number(), BACKLOG));
            return new ListenSocket(path, fd);
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /**
     * Waits for the next frontend.
     *
     * @return empty after {@link #shutdown}
     */
    public Optional<MessageSocket> accept() {
        while (true) {
            int connection = LibC.C.accept4(fd.number(), 0, 0, SOCK_STREAM_CLOEXEC & ~1);
            if (connection >= 0) {
                return Optional.of(new MessageSocket(new Fd(connection)));
            }
            int errno = SystemCalls.lastErrno();
            if (errno != Errno.EINTR && errno != Errno.ECONNABORTED && endsWithin(RETRY_MILLIS)) {
                return Optional.empty();
            }
        }
    }

    /** Waits a while: what accept lacks at this moment, such as a free descriptor, it may have later. */
    private boolean endsWithin(long millis) {
        try {
            return ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ends a wait in {@link #accept}, from any thread; {@link #close} must still follow, when it has returned. */
    public synchronized void shutdown() {
        ended.countDown();
        if (fd.isOpen()) {
            LibC.C.shutdown(fd.number(), SHUT_RDWR);
        }
    }

    @Override
    public synchronized void close() {
        if (fd.isOpen()) {
            fd.close();
            SocketPath.release(path);
        }
    }
}
