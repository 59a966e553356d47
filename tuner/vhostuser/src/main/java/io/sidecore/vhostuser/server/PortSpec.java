package io.sidecore.vhostuser.server;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.block.DiskSpec;
import io.sidecore.vhostuser.port.Vlans;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A port to be.
 *
 * @param socket where its frontend connects; or where it listens, if we are to connect
 * @param connects whether we connect to the frontend, and not it to us
 * @param name of the port, and so of the device: {@code vm1}
 * @param type where frames of its guest go, or that it is a disk
 * @param pairs how many queue pairs the guest may have, or queues of a disk, 1 to {@value #MAX_PAIRS}
 * @param vlans which VLANs it carries
 * @param disk what the disk is; only for a disk
 */
public record PortSpec(
        Path socket, boolean connects, String name, Type type, int pairs, Vlans vlans, Optional<DiskSpec> disk) {

    /** The index of a queue has 8 bits in some messages, and a flow's pair 7 in the table of flows. */
    static final int MAX_PAIRS = 64;

    private static final int DEFAULT_PAIRS = 16;

    private static final Set<String> NET_OPTIONS = Set.of("name", "type", "client", "queues", "vlan", "trunk");
    private static final Set<String> DISK_OPTIONS =
            Set.of("name", "type", "client", "queues", "file", "readonly", "serial", "direct", "aio");

    private static final String WANTED =
            "want PATH[,name=NAME][,type=switch|echo|null][,client=on][,queues=N][,vlan=N][,trunk=N+N] or"
                    + " PATH[,name=NAME],type=blk,file=FILE[,readonly=on][,client=on][,queues=N][,serial=TEXT]"
                    + "[,direct=off][,aio=threads]";

    /** Where the frames of a guest go. */
    public enum Type {
        /** To the other ports, by their addresses. */
        SWITCH,
        /** Back to the guest, each as it came. */
        ECHO,
        /** Nowhere. */
        NULL,
        /** There are none: it is a disk. */
        BLK
    }

    public PortSpec {
        new QueueId(name, QueueId.Direction.RX, 0); // else the first frontend to connect would find out
        if (pairs < 1 || pairs > MAX_PAIRS) {
            throw new IllegalArgumentException("queues must be in [1," + MAX_PAIRS + "]: " + pairs);
        }
        if (disk.isPresent() != (type == Type.BLK)) {
            throw new IllegalArgumentException("port " + name + ": a disk has a file, and nothing else has one");
        }
    }

    /** A port of the switch. */
    public PortSpec(Path socket, String name) {
        this(socket, false, name, Type.SWITCH, DEFAULT_PAIRS, Vlans.ALL, Optional.empty());
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
        boolean connects = isSecond(options, "client", "off", "on", text);
        Type type = type(options.getOrDefault("type", "switch"), text);
        int pairs = pairs(options.getOrDefault("queues", String.valueOf(DEFAULT_PAIRS)), text);
        Vlans vlans = Vlans.parse(options.get("vlan"), options.get("trunk"));
        Optional<DiskSpec> disk = type == Type.BLK ? Optional.of(disk(options, text)) : Optional.empty();
        options.keySet().removeAll(type == Type.BLK ? DISK_OPTIONS : NET_OPTIONS);
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("not an option of such a port: '"
                    + options.keySet().iterator().next() + "' in '" + text + "' (" + WANTED + ")");
        }
        return new PortSpec(socket, connects, name, type, pairs, vlans, disk);
    }

    private static DiskSpec disk(Map<String, String> options, String text) {
        String file = options.get("file");
        if (file == null || file.isEmpty()) {
            throw new IllegalArgumentException("no file for the disk in '" + text + "' (" + WANTED + ")");
        }
        boolean threads = isSecond(options, "aio", "auto", "threads", text);
        return new DiskSpec(
                Path.of(file),
                isSecond(options, "readonly", "off", "on", text),
                !isSecond(options, "direct", "on", "off", text),
                threads ? DiskSpec.Engine.THREADS : DiskSpec.Engine.AUTO,
                options.getOrDefault("serial", ""));
    }

    /** Whether an option has its other value rather than that which it has by default. */
    private static boolean isSecond(
            Map<String, String> options, String option, String usual, String other, String text) {
        String value = options.getOrDefault(option, usual);
        if (!value.equals(usual) && !value.equals(other)) {
            throw new IllegalArgumentException("not a value of " + option + ": '" + value + "' in '" + text + "' (want "
                    + usual + " or " + other + ")");
        }
        return value.equals(other);
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
