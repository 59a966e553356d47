package io.sidecore.collector.ovs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Asks Open vSwitch. */
public final class OvsClient {

    private final Duration limit;
    private final LongSupplier clock;

    /**
     * Makes a client.
     *
     * @param limit for each method's conversation
     * @param clock monotonic
     */
    public OvsClient(Duration limit, LongSupplier clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** Which poll-mode thread polls which receive queue. */
    public List<PmdRxq> rxqs(Path control) throws IOException {
        try (Unixctl daemon = Unixctl.connect(control, limit, clock)) {
            return PmdRxq.parse(daemon.command("dpif-netdev/pmd-rxq-show", List.of()));
        }
    }

    /** What poll-mode threads count, by the CPU of each. */
    public Map<Integer, PmdStats> stats(Path control) throws IOException {
        try (Unixctl daemon = Unixctl.connect(control, limit, clock)) {
            return PmdStats.parse(
                    daemon.command("dpif-netdev/pmd-stats-show", List.of()),
                    daemon.command("dpif-netdev/pmd-perf-show", List.of("-nh")));
        }
    }

    /** Ports to guests, by name, from the database. */
    public Map<String, VhostUserPort> ports(Path database) throws IOException {
        try (Unixctl server = Unixctl.connect(database, limit, clock)) {
            JsonNode rows = server.call("transact", selectInterfaces()).path(0).path("rows");
            Map<String, VhostUserPort> ports = new HashMap<>();
            for (JsonNode row : rows) {
                VhostUserPort.parse(row).ifPresent(port -> ports.put(port.name(), port));
            }
            return ports;
        }
    }

    private static ArrayNode selectInterfaces() {
        ObjectNode select =
                JsonNodeFactory.instance.objectNode().put("op", "select").put("table", "Interface");
        select.putArray("where");
        select.putArray("columns").add("name").add("type").add("options").add("status");
        return JsonNodeFactory.instance.arrayNode().add("Open_vSwitch").add(select);
    }
}
