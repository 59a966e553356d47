package io.sidecore.policies.fixed;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.Parameters.Fixed;
import io.sidecore.policies.goal.Target;
import io.sidecore.policies.goal.Wanted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Spreads that say at once who shares a worker; the workers that are there are then matched to that. */
final class Partition {

    private static final int OFF_NODE = 4;
    private static final int ON_ITS_CPU = 2;
    private static final int ON_A_SIBLING = 1;

    private final Fixed parameters;
    private final Host host;
    private final Homes homes;

    /** Guests that share a worker, and the CPUs of which that worker may have one. */
    private record Bin(List<String> guests, List<CpuSet> seats) {}

    Partition(Fixed parameters, Host host) {
        this.parameters = parameters;
        this.host = host;
        this.homes = new Homes(parameters, host);
    }

    /** The groups that the design lists, each on a worker, and all other guests apart from them. */
    Target listed(Placement current) {
        Units units = Units.of(current, parameters.spread());
        List<List<String>> groups = new ArrayList<>();
        Set<String> listed = new HashSet<>();
        for (List<String> group : parameters.groups()) {
            List<String> here = group.stream()
                    .filter(guest -> !units.queuesOf(guest).isEmpty())
                    .toList();
            listed.addAll(here);
            if (!here.isEmpty()) {
                groups.add(here);
            }
        }
        List<String> others =
                units.names().stream().filter(unit -> !listed.contains(unit)).toList();
        for (int from = 0; from < others.size(); from += parameters.guestsPerWorker()) {
            groups.add(others.subList(from, Math.min(others.size(), from + parameters.guestsPerWorker())));
        }
        List<CpuSet> seats = parameters.pin().isOneToACpu()
                ? homes.seats().stream().mapToObj(CpuSet::of).toList()
                : List.of(homes.seats());
        return target(groups.stream().map(group -> new Bin(group, seats)).toList(), units, current);
    }

    /** The busiest first, each to the worker with the least load so far; where a worker has a CPU, on its guests' node. */
    Target byLoad(Placement current, Map<String, Double> loads) {
        Units units = Units.of(current, parameters.spread());
        List<Bin> bins = new ArrayList<>();
        homes.kinds(units).forEach((kind, members) -> {
            int workers =
                    Math.min(homes.most(kind), Math.floorDiv(members.size() - 1, parameters.guestsPerWorker()) + 1);
            List<CpuSet> seats = parameters.pin().isOneToACpu() ? homes.seats(kind) : List.of(homes.seats());
            longestFirst(members, workers, loads).forEach(guests -> bins.add(new Bin(guests, seats)));
        });
        return target(bins, units, current);
    }

    private static List<List<String>> longestFirst(List<String> guests, int workers, Map<String, Double> loads) {
        double[] sum = new double[workers];
        List<List<String>> bins = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            bins.add(new ArrayList<>());
        }
        List<String> busiestFirst = guests.stream()
                .sorted(Comparator.comparingDouble((String guest) -> -loads.getOrDefault(guest, 0.0))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        for (String guest : busiestFirst) {
            int least = 0;
            for (int i = 1; i < workers; i++) {
                boolean idler = sum[i] < sum[least];
                boolean emptier = sum[i] == sum[least]
                        && bins.get(i).size() < bins.get(least).size();
                least = idler || emptier ? i : least;
            }
            sum[least] += loads.getOrDefault(guest, 0.0);
            bins.get(least).add(guest);
        }
        return bins.stream().filter(bin -> !bin.isEmpty()).toList();
    }

    private Target target(List<Bin> bins, Units units, Placement current) {
        Seats seats = new Seats();
        List<Wanted> wanted = new ArrayList<>();
        for (Bin bin : bins) {
            List<QueueId> queues =
                    units.queuesOf(bin.guests()).stream().sorted().toList();
            CpuSet seat = seats.takeLeastUsed(bin.seats());
            wanted.add(new Wanted(new Placement.Setting(seat, parameters.mode()), queues));
        }
        return Target.of(wanted, current);
    }

    /** Each guest to the CPU with fewest guests among those nearest to it; where it is, if that is one of them. */
    Target near(Placement current) {
        Units units = Units.of(current, parameters.spread());
        Map<List<Object>, Set<Integer>> nearestTo = new HashMap<>(); // many guests are at home in one place
        Map<Integer, List<String>> served = new TreeMap<>();
        for (String guest : units.names()) {
            OptionalInt node = Homes.nodeOf(guest, host);
            Optional<CpuSet> vcpus = host.guests().apply(guest).vcpus();
            Set<Integer> nearest = nearestTo.computeIfAbsent(List.of(node, vcpus), home -> nearest(node, vcpus));
            int least = nearest.stream()
                    .mapToInt(cpu -> served.getOrDefault(cpu, List.of()).size())
                    .min()
                    .orElseThrow();
            Set<Integer> emptiest = nearest.stream()
                    .filter(cpu -> served.getOrDefault(cpu, List.of()).size() == least)
                    .collect(Collectors.toSet());
            int cpu = home(units.queuesOf(guest).get(0), current)
                    .filter(emptiest::contains)
                    .orElseGet(() ->
                            emptiest.stream().min(Comparator.naturalOrder()).orElseThrow());
            served.computeIfAbsent(cpu, id -> new ArrayList<>()).add(guest);
        }
        List<Wanted> wanted = new ArrayList<>();
        served.forEach((cpu, guests) -> wanted.add(
                new Wanted(new Placement.Setting(CpuSet.of(cpu), parameters.mode()), units.queuesOf(guests))));
        return Target.of(wanted, current);
    }

    private static Optional<Integer> home(QueueId queue, Placement current) {
        WorkerId worker = current.queues().get(queue);
        return Optional.ofNullable(worker)
                .map(id -> current.setting(id).cpus())
                .filter(cpus -> cpus.count() == 1)
                .map(CpuSet::first);
    }

    private Set<Integer> nearest(OptionalInt node, Optional<CpuSet> vcpus) {
        Map<Integer, Integer> distances = new LinkedHashMap<>();
        homes.seats().stream().forEach(cpu -> distances.put(cpu, distance(cpu, node, vcpus)));
        int least = distances.values().stream().min(Comparator.naturalOrder()).orElseThrow();
        Map<Integer, Integer> nearest = new HashMap<>(distances);
        nearest.values().removeIf(distance -> distance > least);
        return nearest.keySet();
    }

    private int distance(int cpu, OptionalInt node, Optional<CpuSet> vcpus) {
        boolean offNode = node.isPresent() && node.getAsInt() != host.nodeOf(cpu);
        boolean onItsCpu = vcpus.filter(set -> set.contains(cpu)).isPresent();
        boolean onASibling = vcpus.filter(host.coreOf(cpu)::intersects).isPresent();
        return (offNode ? OFF_NODE : 0) + (onItsCpu ? ON_ITS_CPU : 0) + (onASibling ? ON_A_SIBLING : 0);
    }
}
