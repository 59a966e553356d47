package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.protocol.MessageSocket;
import java.util.Optional;

/** Where a port's connections come from, one after the other. */
interface Connections extends AutoCloseable {

    /**
     * Waits for the next one.
     *
     * @return empty after {@link #shutdown}
     */
    Optional<MessageSocket> next();

    /** Ends a wait in {@link #next}, from any thread; {@link #close} must still follow, when it has returned. */
    void shutdown();

    @Override
    void close();
}
