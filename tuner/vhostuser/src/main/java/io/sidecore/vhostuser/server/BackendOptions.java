package io.sidecore.vhostuser.server;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import java.nio.file.Path;
import java.util.List;

/**
 * What a backend starts with.
 *
 * @param ports sockets for frontends, at least one
 * @param control socket for commands; the counter file lies beside it
 * @param workers how many to start with, 1 to 128
 * @param cpus where they may run
 * @param mode what they do when idle
 */
public record BackendOptions(List<PortSpec> ports, Path control, int workers, CpuSet cpus, PollMode mode) {

    private static final int MAX_WORKERS = 128;

    /**
     * A port to be.
     *
     * @param socket where its frontend connects
     * @param name of the port, and so of the device: {@code vm1}
     */
    public record PortSpec(Path socket, String name) {

        public PortSpec {
            new QueueId(name, QueueId.Direction.RX, 0); // else the first frontend to connect would find out
        }

        /** Reads {@code PATH} or {@code PATH,name=NAME}; the name is otherwise that of the file, less its suffix. */
        public static PortSpec parse(String text) {
            String[] parts = text.split(",", -1);
            Path socket = Path.of(parts[0]);
            String file = String.valueOf(socket.getFileName());
            String name = file.replaceFirst("\\.[^.]*$", "");
            for (int i = 1; i < parts.length; i++) {
                if (!parts[i].startsWith("name=")) {
                    throw new IllegalArgumentException(
                            "not a port option: '" + parts[i] + "' in '" + text + "' (want PATH or PATH,name=NAME)");
                }
                name = parts[i].substring("name=".length());
            }
            return new PortSpec(socket, name);
        }
    }

    public BackendOptions {
        ports = List.copyOf(ports);
        if (ports.isEmpty()) {
            throw new IllegalArgumentException("a backend needs at least one port (give --port PATH)");
        }
        if (workers < 1 || workers > MAX_WORKERS) {
            throw new IllegalArgumentException("workers must be in [1," + MAX_WORKERS + "]: " + workers);
        }
    }

    /** The counter file. */
    public Path counters() {
        return control.resolveSibling(control.getFileName() + ".counters");
    }
}
