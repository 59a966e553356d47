package io.sidecore.vhostuser.port;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A learning Ethernet switch between ports. Frames to an unknown or a group address go to every other port that carries
 * their VLAN.
 */
public final class Switch implements AutoCloseable {

    /** The port number has 16 bits in the MAC table; the counter file has room for fewer. */
    public static final int MAX_PORTS = 1024;

    private static final @Nullable Port[] NONE = {};
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final SwitchSettings settings;
    private final @Nullable Path stagingDirectory;
    private final MacTable table;
    private final List<Port> all = new ArrayList<>();

    /** By their index; null for those that stand alone. */
    private volatile @Nullable Port[] ports = NONE;

    /** @param stagingDirectory where frames that wait for a guest are kept, so that they outlive the process, or null */
    public Switch(SwitchSettings settings, @Nullable Path stagingDirectory) {
        this.settings = settings;
        this.stagingDirectory = stagingDirectory;
        this.table = new MacTable((int) settings.ageing().toSeconds(), settings.addressesPerPort());
    }

    /**
     * Adds a port.
     *
     * @param switched whether frames are switched to it; else it stands alone, as one for measurement does
     * @throws IllegalArgumentException if the name is taken, or there are too many ports
     */
    public synchronized Port add(String name, Vlans vlans, boolean switched) {
        if (all.stream().anyMatch(port -> port.name().equals(name))) {
            throw new IllegalArgumentException(
                    "two ports of the name " + name + " (give one of them another: PATH,name=NAME)");
        }
        if (all.size() == MAX_PORTS) {
            throw new IllegalArgumentException("more than " + MAX_PORTS + " ports");
        }
        Port port = new Port(name, all.size(), vlans, stagingDirectory);
        all.add(port);
        if (switched) {
            @Nullable Port[] more = Arrays.copyOf(ports, all.size());
            more[port.index()] = port;
            ports = more;
        }
        return port;
    }

    FloodLimit newFloodLimit() {
        return new FloodLimit(settings.floodsPerSecond());
    }

    /** The addresses at a port are no longer there. */
    public void forget(Port port) {
        table.forget(port.index());
    }

    /**
     * A guest with that address has come to a port and does not say so itself. Any thread, while no worker is stopped.
     *
     * @param mac 48 bits, first byte lowest
     */
    public void announce(Port port, long mac) {
        if (port.index() < ports.length && ports[port.index()] == port) {
            try (Announcement announcement = new Announcement()) {
                announcement.send(this, port, mac, (int) (System.nanoTime() / NANOS_PER_SECOND));
            }
        }
    }

    @Nullable
    Port[] ports() {
        return ports;
    }

    MacTable table() {
        return table;
    }

    /** Every port, switched or not. */
    public synchronized List<Port> all() {
        return List.copyOf(all);
    }

    /** Only after the last worker has stopped. */
    @Override
    public synchronized void close() {
        all.forEach(Port::close);
        all.clear();
        ports = NONE;
    }
}
