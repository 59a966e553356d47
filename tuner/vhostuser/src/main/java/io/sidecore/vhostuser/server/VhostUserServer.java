package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.counters.CounterFileWriter;
import io.sidecore.vhostuser.port.Switch;
import io.sidecore.vhostuser.protocol.ListenSocket;
import io.sidecore.vhostuser.protocol.SocketPath;
import io.sidecore.vhostuser.worker.Crew;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The embedded backend: a learning switch whose ports are vhost-user sockets, served by a crew of shared workers.
 *
 * <p>Threads: one per port for its messages, one per worker for the frames. Nothing that a frontend does reaches beyond
 * its own connection.
 */
public final class VhostUserServer implements AutoCloseable {

    private final CounterFileWriter counters;
    private final Crew crew;
    private final Switch fabric = new Switch();
    private final List<PortServer> ports = new ArrayList<>();

    private VhostUserServer(CounterFileWriter counters) {
        this.counters = counters;
        this.crew = new Crew(counters);
    }

    /**
     * Starts the workers and listens at every port.
     *
     * @param log takes one line for each frontend that comes or goes
     * @throws IllegalArgumentException if a path is in use, or two ports have one name
     */
    public static VhostUserServer start(BackendOptions options, Consumer<String> log) {
        SocketPath.claim(options.control()); // before its counter file is replaced: it may be in use
        VhostUserServer server;
        try {
            server = new VhostUserServer(CounterFileWriter.create(options.counters()));
        } catch (IOException e) {
            throw new UncheckedIOException("create the counter file " + options.counters(), e);
        }
        try {
            for (int i = 0; i < options.workers(); i++) {
                server.crew.add(options.cpus(), options.mode());
            }
            options.ports().forEach(port -> server.listen(port, log));
            server.ports.forEach(PortServer::start);
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void listen(BackendOptions.PortSpec spec, Consumer<String> log) {
        PortSite site = new PortSite(fabric.add(spec.name()), fabric, crew, counters);
        ports.add(new PortServer(ListenSocket.on(spec.socket()), site, log));
    }

    public Crew crew() {
        return crew;
    }

    /** The counter file's path. */
    public Path counters() {
        return counters.path();
    }

    /** Disconnects every frontend, stops every worker, and removes the sockets and the counter file. */
    @Override
    public void close() {
        ports.forEach(PortServer::close);
        crew.close();
        fabric.close();
        counters.close();
    }
}
