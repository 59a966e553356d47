package io.sidecore.vhostuser.rig;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.server.BackendOptions;
import io.sidecore.vhostuser.server.PortSpec;
import io.sidecore.vhostuser.server.VhostUserServer;
import io.sidecore.vhostuser.sys.Threads;
import io.sidecore.vhostuser.worker.Crew;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A backend in this process, with sockets of the names given, and what it logged. */
public final class TestBackend implements AutoCloseable {

    private final Path directory;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final VhostUserServer server;

    public TestBackend(Path directory, int workers, PollMode mode, String... ports) {
        this(
                directory,
                workers,
                mode,
                Arrays.stream(ports)
                        .map(port -> new PortSpec(directory.resolve(port + ".sock"), port))
                        .toList());
    }

    public TestBackend(Path directory, int workers, PollMode mode, List<PortSpec> specs) {
        this.directory = directory;
        server = VhostUserServer.start(
                new BackendOptions(
                        specs, directory.resolve("control"), workers, Threads.allowed(Threads.currentTid()), mode),
                log::add);
    }

    public Path socket(String port) {
        return directory.resolve(port + ".sock");
    }

    public Crew crew() {
        return server.crew();
    }

    public Path counters() {
        return server.counters();
    }

    /** The lines about one port. */
    public List<String> log(String port) {
        return log.stream().filter(line -> line.startsWith(port + ": ")).toList();
    }

    /** Waits until a port's frontend is gone, and returns the line that says so. */
    public String awaitEnd(String port) {
        Await.until("the backend has let go of " + port + "; it said " + log, () -> {
            List<String> lines = log(port);
            return !lines.isEmpty() && !lines.get(lines.size() - 1).endsWith(": connected");
        });
        List<String> lines = log(port);
        return lines.get(lines.size() - 1);
    }

    public void forgetLog(String port) {
        log.removeIf(line -> line.startsWith(port + ": "));
    }

    @Override
    public void close() {
        server.close();
    }
}
