package io.sidecore.tuner.cli;

import io.sidecore.vhostuser.control.Port;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** The ports of a backend as a table: those of the switch with their frames, then disks with their requests. */
final class PortTables {

    private static final List<String> OF_DISK = List.of("reads", "writes", "flushes", "errors", "refused", "bytes");

    private PortTables() {}

    static void print(PrintWriter out, List<Port> ports) {
        frames(out, ports.stream().filter(port -> !port.isDisk()).toList());
        requests(out, ports.stream().filter(Port::isDisk).toList());
        out.flush();
    }

    private static void frames(PrintWriter out, List<Port> ports) {
        if (ports.isEmpty()) {
            return;
        }
        out.printf("%-12s  %-6s  %-6s  %14s  %14s  %s%n", "port", "type", "served", "tx frames", "rx frames", "drops");
        for (Port port : ports) {
            out.printf(
                    "%-12s  %-6s  %-6s  %14d  %14d  %s%n",
                    port.port(),
                    port.type(),
                    port.served() ? "yes" : "no",
                    port.tx().getOrDefault("packets", 0L),
                    port.rx().getOrDefault("packets", 0L),
                    drops(port));
        }
    }

    /** As in {@code tx no-port 3, rx full 2}; a dash for none. */
    private static String drops(Port port) {
        StringJoiner drops = new StringJoiner(", ");
        drops.setEmptyValue("-");
        Map.of("tx", port.tx(), "rx", port.rx())
                .forEach((direction, counts) -> new TreeMap<>(counts).forEach((counter, count) -> {
                    if (counter.startsWith("drops-") && count > 0) {
                        drops.add(direction + " " + counter.substring("drops-".length()) + " " + count);
                    }
                }));
        return drops.toString();
    }

    private static void requests(PrintWriter out, List<Port> disks) {
        if (disks.isEmpty()) {
            return;
        }
        out.printf("%-12s  %-6s", "disk", "served");
        OF_DISK.forEach(name -> out.printf("  %14s", name));
        out.println();
        for (Port disk : disks) {
            out.printf("%-12s  %-6s", disk.port(), disk.served() ? "yes" : "no");
            OF_DISK.forEach(name -> out.printf("  %14d", disk.requests().getOrDefault(name, 0L)));
            out.println();
        }
    }
}
