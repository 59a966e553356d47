package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.protocol.MessageSocket;
import io.sidecore.vhostuser.sys.SystemCallException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** We connect to a frontend that listens (QEMU's server=on, virtio_user's server=1), and again when it is gone. */
final class Connecting implements Connections {

    /** How long to wait before the next attempt: nobody listens while a guest is being started again. */
    private static final long RETRY_MILLIS = 100;

    private final Path path;
    private final CountDownLatch ended = new CountDownLatch(1);

    Connecting(Path path) {
        this.path = path;
    }

    @Override
    public Optional<MessageSocket> next() {
        while (!endsWithin(0)) {
            try {
                return Optional.of(MessageSocket.connect(path));
            } catch (SystemCallException e) {
                endsWithin(RETRY_MILLIS);
            }
        }
        return Optional.empty();
    }

    private boolean endsWithin(long millis) {
        try {
            return ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void shutdown() {
        ended.countDown();
    }

    /** The socket is the frontend's. */
    @Override
    public void close() {}
}
