package io.sidecore.vhostuser.server;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.port.SwitchSettings;
import io.sidecore.vhostuser.worker.Hiring;
import io.sidecore.vhostuser.worker.Settings;
import java.nio.file.Path;
import java.util.List;

/**
 * What a backend starts with.
 *
 * @param ports sockets for frontends, at least one
 * @param control socket for commands; the counter file lies beside it
 * @param workers how many to start with, 1 to 128
 * @param hiring where workers run, what they do when idle, and which one a device gets
 * @param settings how workers share themselves out
 * @param fabric how the switch treats what it does not know
 */
public record BackendOptions(
        List<PortSpec> ports, Path control, int workers, Hiring hiring, Settings settings, SwitchSettings fabric) {

    private static final int MAX_WORKERS = 128;

    public BackendOptions {
        ports = List.copyOf(ports);
        if (ports.isEmpty()) {
            throw new IllegalArgumentException("a backend needs at least one port (give --port PATH)");
        }
        if (workers < 1 || workers > MAX_WORKERS) {
            throw new IllegalArgumentException("workers must be in [1," + MAX_WORKERS + "]: " + workers);
        }
    }

    /** A fixed number of workers, and all else as it is by default. */
    public BackendOptions(List<PortSpec> ports, Path control, int workers, CpuSet cpus, PollMode mode) {
        this(ports, control, workers, Hiring.none(cpus, mode), Settings.INITIAL, SwitchSettings.DEFAULT);
    }

    /** Where the files are in which frames wait for a guest that is away or has no buffers. */
    public Path staging() {
        return control.resolveSibling(control.getFileName() + ".staging");
    }

    /** The counter file. */
    public Path counters() {
        return control.resolveSibling(control.getFileName() + ".counters");
    }
}
