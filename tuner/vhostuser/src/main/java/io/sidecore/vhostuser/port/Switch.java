package io.sidecore.vhostuser.port;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A learning Ethernet switch between ports. Frames to an unknown or a group address go to every other port. */
public final class Switch implements AutoCloseable {

    /** The port number has 16 bits in the MAC table; the counter file has room for fewer. */
    public static final int MAX_PORTS = 1024;

    private static final Port[] NONE = {};

    private final MacTable table = new MacTable();
    private final List<String> names = new ArrayList<>();
    private volatile Port[] ports = NONE;

    /**
     * Adds a port.
     *
     * @throws IllegalArgumentException if the name is taken, or there are too many ports
     */
    public synchronized Port add(String name) {
        if (names.contains(name)) {
            throw new IllegalArgumentException(
                    "two ports of the name " + name + " (give one of them another: PATH,name=NAME)");
        }
        if (ports.length == MAX_PORTS) {
            throw new IllegalArgumentException("more than " + MAX_PORTS + " ports");
        }
        Port port = new Port(name, ports.length);
        names.add(name);
        Port[] more = Arrays.copyOf(ports, ports.length + 1);
        more[port.index()] = port;
        ports = more;
        return port;
    }

    /** Every port by its index. */
    Port[] ports() {
        return ports;
    }

    MacTable table() {
        return table;
    }

    /** The addresses at a port are no longer there. */
    public void forget(Port port) {
        table.forget(port.index());
    }

    /** Only after the last worker has stopped. */
    @Override
    public void close() {
        for (Port port : ports) {
            port.free();
        }
        ports = NONE;
    }
}
