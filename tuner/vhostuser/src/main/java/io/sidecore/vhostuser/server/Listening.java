package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.protocol.ListenSocket;
import io.sidecore.vhostuser.protocol.MessageSocket;
import java.nio.file.Path;
import java.util.Optional;

/** Frontends connect to us. */
final class Listening implements Connections {

    private final ListenSocket socket;

    Listening(Path path) {
        socket = ListenSocket.on(path);
    }

    @Override
    public Optional<MessageSocket> next() {
        return socket.accept();
    }

    @Override
    public void shutdown() {
        socket.shutdown();
    }

    @Override
    public void close() {
        socket.close();
    }
}
