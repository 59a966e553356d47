package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.protocol.MessageSocket;
import io.sidecore.vhostuser.sys.Threads;
import io.sidecore.vhostuser.worker.Crew;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the connections of one port, one after the other, on a thread of its own. */
final class PortServer implements AutoCloseable {

    private final Connections connections;
    private final String name;
    private final Supplier<VirtioDevice> devices;
    private final Crew crew;
    private final Consumer<String> log;
    private final Thread thread;
    private volatile @Nullable Session current;
    private volatile boolean closing;

    /** @param devices makes the device of each connection */
    PortServer(Connections connections, String name, Supplier<VirtioDevice> devices, Crew crew, Consumer<String> log) {
        this.connections = connections;
        this.name = name;
        this.devices = devices;
        this.crew = crew;
        this.log = log;
        this.thread = new Thread(this::run, "port-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        Optional<MessageSocket> connection = connections.next();
        while (connection.isPresent() && !closing) {
            try {
                serve(connection.get());
            } catch (RuntimeException e) { // ours; but the port must not go with it
                log.accept(name + ": the backend failed to let go of it: " + e);
            }
            connection = connections.next();
        }
        connection.ifPresent(MessageSocket::close);
    }

    private void serve(MessageSocket connection) {
        Session session = new Session(connection, name, devices.get(), crew);
        current = session;
        if (closing) {
            session.shutdown(); // close() may have looked before we set it
        }
        log.accept(name + ": connected");
        Optional<String> failure = session.run();
        current = null;
        crew.leave(name);
        log.accept(failure.map(reason -> name + ": stopped: " + reason).orElse(name + ": disconnected"));
    }

    /** Ends the connection and takes no other; returns when the queues are out of service. */
    @Override
    public void close() {
        closing = true;
        connections.shutdown();
        Session session = current;
        if (session != null) {
            session.shutdown();
        }
        Threads.join(thread);
        connections.close();
    }
}
