package io.sidecore.vhostuser.server;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.port.Vlans;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An uplink to be: a port of the switch behind which is a network interface of the host.
 *
 * @param kind how the interface is used
 * @param interfaceName of the interface
 * @param name of the port, and so of the device whose queues carry its frames
 * @param queues how many queues share its flows, 1 to {@value #MAX_QUEUES}
 * @param vlans which VLANs it carries
 */
public record UplinkSpec(Kind kind, String interfaceName, String name, int queues, Vlans vlans) {

    static final int MAX_QUEUES = 16;

    private static final String INTERFACE_NAME = "[^/:%\\s]{1,15}";

    private static final String WANTED =
            "want tap=NAME or packet=NAME, then [,name=PORT][,vlan=N][,trunk=N+N][,queues=N]";

    /** How an interface is used. */
    public enum Kind {
        /** We are its other end: what the host sends there comes to us. */
        TAP,
        /** Through a packet socket: what comes in there from outside comes to us as well. */
        PACKET;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public UplinkSpec {
        new QueueId(name, QueueId.Direction.RX, 0);
        if (!interfaceName.matches(INTERFACE_NAME) || interfaceName.matches("\\.{1,2}")) {
            throw new IllegalArgumentException("not the name of an interface: '" + interfaceName
                    + "' (want 1 to 15 characters, none of them blank, '/', ':' or '%')");
        }
        if (queues < 1 || queues > MAX_QUEUES) {
            throw new IllegalArgumentException("queues must be in [1," + MAX_QUEUES + "]: " + queues);
        }
    }

    /**
     * Reads an uplink as the command line has it; its name is otherwise that of the interface.
     *
     * @throws IllegalArgumentException if something in it is not as it should be
     */
    public static UplinkSpec parse(String text) {
        String[] parts = text.split(",", -1);
        Map<String, String> options = new LinkedHashMap<>();
        for (String part : parts) {
            String[] option = part.split("=", 2);
            if (option.length < 2 || options.put(option[0], option[1]) != null) {
                throw new IllegalArgumentException(
                        "not an uplink option: '" + part + "' in '" + text + "' (" + WANTED + ")");
            }
        }
        Kind kind = kind(parts[0], text);
        String interfaceName = parts[0].substring(kind.word().length() + 1);
        options.remove(kind.word());
        String name = options.getOrDefault("name", interfaceName);
        int queues = queues(options.getOrDefault("queues", "1"), text);
        Vlans vlans = Vlans.parse(options.get("vlan"), options.get("trunk"));
        for (String known : new String[] {"name", "queues", "vlan", "trunk"}) {
            options.remove(known);
        }
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("not an uplink option: '"
                    + options.keySet().iterator().next() + "' in '" + text + "' (" + WANTED + ")");
        }
        return new UplinkSpec(kind, interfaceName, name, queues, vlans);
    }

    private static Kind kind(String first, String text) {
        for (Kind kind : Kind.values()) {
            if (first.startsWith(kind.word() + "=")) {
                return kind;
            }
        }
        throw new IllegalArgumentException("not an uplink: '" + text + "' (" + WANTED + ")");
    }

    private static int queues(String number, String text) {
        if (!number.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException(
                    "not a number of queues: '" + number + "' in '" + text + "' (" + WANTED + ")");
        }
        return Integer.parseInt(number);
    }
}
