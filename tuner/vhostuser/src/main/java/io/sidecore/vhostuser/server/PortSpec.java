package io.sidecore.vhostuser.server;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.port.Vlans;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A port to be.
 *
 * @param socket where its frontend connects
 * @param name of the port, and so of the device: {@code vm1}
 * @param type where frames of its guest go
 * @param pairs how many queue pairs the guest may have, 1 to {@value #MAX_PAIRS}
 * @param vlans which VLANs it carries
 */
public record PortSpec(Path socket, String name, Type type, int pairs, Vlans vlans) {

    /** The index of a queue has 8 bits in some messages, and a flow's pair 7 in the table of flows. */
    static final int MAX_PAIRS = 64;

    private static final int DEFAULT_PAIRS = 16;

    private static final String WANTED =
            "want PATH[,name=NAME][,type=switch|echo|null][,queues=N][,vlan=N][,trunk=N+N]";

    /** Where the frames of a guest go. */
    public enum Type {
        /** To the other ports, by their addresses. */
        SWITCH,
        /** Back to the guest, each as it came. */
        ECHO,
        /** Nowhere. */
        NULL
    }

    public PortSpec {
        new QueueId(name, QueueId.Direction.RX, 0); // else the first frontend to connect would find out
        if (pairs < 1 || pairs > MAX_PAIRS) {
            throw new IllegalArgumentException("queues must be in [1," + MAX_PAIRS + "]: " + pairs);
        }
    }

    /** A port of the switch. */
    public PortSpec(Path socket, String name) {
        this(socket, name, Type.SWITCH, DEFAULT_PAIRS, Vlans.ALL);
    }

    /**
     * Reads a port as the command line has it; its name is otherwise that of the file, less its suffix.
     *
     * @throws IllegalArgumentException if something in it is not as it should be
     */
    public static PortSpec parse(String text) {
        String[] parts = text.split(",", -1);
        Path socket = Path.of(parts[0]);
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            String[] option = parts[i].split("=", 2);
            if (option.length < 2 || options.put(option[0], option[1]) != null) {
                throw new IllegalArgumentException(
                        "not a port option: '" + parts[i] + "' in '" + text + "' (" + WANTED + ")");
            }
        }
        String file = String.valueOf(socket.getFileName());
        String name = options.getOrDefault("name", file.replaceFirst("\\.[^.]*$", ""));
        Type type = type(options.getOrDefault("type", "switch"), text);
        int pairs = pairs(options.getOrDefault("queues", String.valueOf(DEFAULT_PAIRS)), text);
        Vlans vlans = Vlans.parse(options.get("vlan"), options.get("trunk"));
        for (String known : new String[] {"name", "type", "queues", "vlan", "trunk"}) {
            options.remove(known);
        }
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("not a port option: '"
                    + options.keySet().iterator().next() + "' in '" + text + "' (" + WANTED + ")");
        }
        return new PortSpec(socket, name, type, pairs, vlans);
    }

    private static Type type(String word, String text) {
        for (Type type : Type.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(word)) {
                return type;
            }
        }
        throw new IllegalArgumentException("not a type of port: '" + word + "' in '" + text + "' (" + WANTED + ")");
    }

    private static int pairs(String number, String text) {
        if (!number.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException(
                    "not a number of queues: '" + number + "' in '" + text + "' (" + WANTED + ")");
        }
        return Integer.parseInt(number);
    }
}
