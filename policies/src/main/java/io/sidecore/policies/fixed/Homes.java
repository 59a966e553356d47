package io.sidecore.policies.fixed;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.policies.Host;
import io.sidecore.policies.document.Parameters.Fixed;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Where guests are at home, and so which may share a worker, and which CPUs it may have. */
final class Homes {

    private final Fixed parameters;
    private final Host host;
    private final CpuSet seats;

    Homes(Fixed parameters, Host host) {
        this.parameters = parameters;
        this.host = host;
        this.seats = parameters.pin().among(host.cores());
    }

    /** The node of a guest's memory, or else the only one that its vCPUs run on; absent if unknown or several. */
    static OptionalInt nodeOf(String guest, Host host) {
        OptionalInt memory = host.guests().apply(guest).node();
        if (memory.isPresent()) {
            return memory;
        }
        Set<Integer> nodes = host.guests().apply(guest).vcpus().stream()
                .flatMapToInt(CpuSet::stream)
                .mapToObj(host::nodeOf)
                .collect(Collectors.toSet());
        return nodes.size() == 1 ? OptionalInt.of(nodes.iterator().next()) : OptionalInt.empty();
    }

    /**
     * The units that may share a worker, each kind in the order of its first unit. Nodes set guests apart only where each
     * worker has a CPU to itself; a guest of no known node then goes by the node of the lowest CPU, unless all are such.
     * Guests of unknown cgroups are of one kind: they may be of different ones, but never meet a guest whose cgroups are
     * known; and where nothing can be known of anybody, as of frontends in PID namespaces of their own, all may share.
     */
    Map<Kind, List<String>> kinds(Units units) {
        Map<String, Integer> nodes = nodes(units);
        return units.names().stream()
                .collect(Collectors.groupingBy(
                        unit -> kind(units.guestOf(unit), nodes), LinkedHashMap::new, Collectors.toList()));
    }

    private Kind kind(String guest, Map<String, Integer> nodes) {
        int node = nodes.isEmpty() ? Kind.ANY_NODE : nodes.getOrDefault(guest, host.nodeOf(seats.first()));
        Optional<Set<String>> cgroups =
                parameters.matchCgroups() ? host.guests().apply(guest).cgroups() : Optional.empty();
        return new Kind(cgroups, node);
    }

    /** The node of each guest that has a seat on its node; none at all if seats are on one node only. */
    private Map<String, Integer> nodes(Units units) {
        Set<Integer> offered = seats.stream().mapToObj(host::nodeOf).collect(Collectors.toSet());
        Map<String, Integer> nodes = new HashMap<>();
        if (!parameters.pin().isOneToACpu() || offered.size() == 1) {
            return nodes;
        }
        for (String unit : units.names()) {
            String guest = units.guestOf(unit);
            nodeOf(guest, host).stream().filter(offered::contains).forEach(node -> nodes.put(guest, node));
        }
        return nodes;
    }

    /** The CPUs that a kind's workers may have, one each, lowest first. */
    List<CpuSet> seats(Kind kind) {
        return seats.stream()
                .filter(cpu -> kind.node() == Kind.ANY_NODE || host.nodeOf(cpu) == kind.node())
                .mapToObj(CpuSet::of)
                .toList();
    }

    /** All of them. */
    CpuSet seats() {
        return seats;
    }

    /** Most workers of a kind. */
    int most(Kind kind) {
        int seated = parameters.pin().isOneToACpu() ? seats(kind).size() : Integer.MAX_VALUE;
        return Math.min(parameters.maxWorkers(), seated);
    }
}
