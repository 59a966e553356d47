package io.sidecore.policies.fixed;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.Parameters.Fixed;
import io.sidecore.policies.document.Spread;
import io.sidecore.policies.goal.Group;
import io.sidecore.policies.goal.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which worker shall serve which guests, so that as few as possible move. For each kind of guests that may share:
 *
 * <ol>
 *   <li>As many workers as the guests need are kept, those with most guests first; each keeps its guests up to its
 *       quota.
 *   <li>Each guest left over goes to the first kept worker with room, as in ELVIS's kernel and the RFC of 2015, or to the
 *       emptiest, else to a new one.
 *   <li>A worker that is pinned to one CPU keeps it if it may; the others get the lowest of those least used.
 * </ol>
 *
 * A guest is where its first queue is; all its queues go together, unless queues are spread each by itself.
 */
final class Grouping {

    private final Fixed parameters;
    private final Host host;
    private final Homes homes;

    Grouping(Fixed parameters, Host host) {
        this.parameters = parameters;
        this.host = host;
        this.homes = new Homes(parameters, host);
    }

    /** One worker's share: its kind, the worker if there is one, and what it serves. */
    private record Share(Kind kind, Optional<WorkerId> worker, List<String> units) {}

    Target arrange(Placement current) {
        Units units = Units.of(current, parameters.spread());
        Map<Kind, List<String>> kinds = homes.kinds(units);
        Map<WorkerId, List<String>> served = served(current, units);
        Map<WorkerId, Kind> kindOf = kindOf(kinds, served);
        NavigableSet<WorkerId> idle = new TreeSet<>(current.workers().keySet());
        idle.removeAll(kindOf.keySet());
        List<Share> shares = new ArrayList<>();
        kinds.forEach((kind, members) -> {
            int wanted = workers(kind, members.size());
            shares.addAll(share(kind, members, kept(kind, wanted, kindOf, served, idle), served, wanted));
        });
        return new Target(groups(shares, units, current));
    }

    private static Map<WorkerId, List<String>> served(Placement current, Units units) {
        Map<WorkerId, List<String>> served = new LinkedHashMap<>();
        for (String unit : units.names()) {
            WorkerId worker = current.queues().get(units.queuesOf(unit).get(0));
            if (worker != null) {
                served.computeIfAbsent(worker, id -> new ArrayList<>()).add(unit);
            }
        }
        return served;
    }

    /** The kind that a worker serves most units of. */
    private static Map<WorkerId, Kind> kindOf(Map<Kind, List<String>> kinds, Map<WorkerId, List<String>> served) {
        Map<String, Kind> kindOfUnit = new HashMap<>();
        kinds.forEach((kind, members) -> members.forEach(unit -> kindOfUnit.put(unit, kind)));
        Map<WorkerId, Kind> kindOf = new HashMap<>();
        served.forEach((worker, units) -> {
            Map<Kind, Integer> votes = new LinkedHashMap<>();
            for (String unit : units) {
                Kind kind = kindOfUnit.get(unit);
                if (kind != null) {
                    votes.merge(kind, 1, Integer::sum);
                }
            }
            votes.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .ifPresent(most -> kindOf.put(worker, most.getKey()));
        });
        return kindOf;
    }

    private int workers(Kind kind, int units) {
        int most = homes.most(kind);
        if (parameters.spread() == Spread.QUEUES) {
            return Math.min(units, Math.min(most, host.cores().all().count()));
        }
        if (parameters.spread() == Spread.FILL) {
            return ceilDiv(units, Math.max(parameters.guestsPerWorker(), ceilDiv(units, most)));
        }
        return Math.min(most, ceilDiv(units, parameters.guestsPerWorker()));
    }

    private static List<WorkerId> kept(
            Kind kind,
            int wanted,
            Map<WorkerId, Kind> kindOf,
            Map<WorkerId, List<String>> served,
            NavigableSet<WorkerId> idle) {
        List<WorkerId> kept = new ArrayList<>(kindOf.keySet().stream()
                .filter(worker -> kind.equals(kindOf.get(worker)))
                .sorted(Comparator.comparingInt((WorkerId worker) ->
                                -served.getOrDefault(worker, List.of()).size())
                        .thenComparing(Comparator.naturalOrder()))
                .limit(wanted)
                .toList());
        while (kept.size() < wanted && !idle.isEmpty()) {
            kept.add(idle.pollFirst());
        }
        kept.sort(Comparator.naturalOrder());
        return kept;
    }

    private List<Share> share(
            Kind kind, List<String> members, List<WorkerId> kept, Map<WorkerId, List<String>> served, int wanted) {
        Quotas quotas = parameters.spread() == Spread.FILL
                ? Quotas.filling(Math.max(parameters.guestsPerWorker(), ceilDiv(members.size(), homes.most(kind))))
                : Quotas.even(members.size(), wanted);
        Set<String> left = new TreeSet<>(members);
        List<Share> shares = new ArrayList<>();
        for (WorkerId worker : kept) {
            List<String> own = new ArrayList<>(served.getOrDefault(worker, List.of()));
            own.retainAll(left);
            int keeps = quotas.take(own.size());
            shares.add(new Share(kind, Optional.of(worker), new ArrayList<>(own.subList(0, keeps))));
            left.removeAll(own.subList(0, keeps));
        }
        while (shares.size() < wanted) {
            shares.add(new Share(kind, Optional.empty(), new ArrayList<>()));
        }
        List<List<String>> loads = shares.stream().map(Share::units).toList();
        for (String unit : members) {
            if (left.contains(unit)) {
                quotas.next(loads).add(unit);
            }
        }
        return shares;
    }

    private List<Group> groups(List<Share> shares, Units units, Placement current) {
        List<CpuSet> cpus = cpus(shares, current);
        PollMode mode = parameters.mode();
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            Share share = shares.get(i);
            List<QueueId> queues =
                    units.queuesOf(share.units()).stream().sorted().toList();
            groups.add(new Group(share.worker(), new Placement.Setting(cpus.get(i), mode), queues));
        }
        return groups;
    }

    private List<CpuSet> cpus(List<Share> shares, Placement current) {
        if (!parameters.pin().isOneToACpu()) {
            return shares.stream().map(share -> homes.seats()).toList();
        }
        Seats seats = new Seats();
        List<Optional<CpuSet>> own = new ArrayList<>();
        for (Share share : shares) {
            Optional<CpuSet> cpu = share.worker()
                    .map(worker -> current.setting(worker).cpus())
                    .filter(set -> homes.seats(share.kind()).contains(set) && !seats.isTaken(set));
            cpu.ifPresent(seats::take);
            own.add(cpu);
        }
        List<CpuSet> cpus = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            List<CpuSet> among = homes.seats(shares.get(i).kind());
            cpus.add(own.get(i).orElseGet(() -> seats.takeLeastUsed(among)));
        }
        return cpus;
    }

    private static int ceilDiv(int dividend, int divisor) {
        return Math.floorDiv(dividend - 1, divisor) + 1;
    }
}
