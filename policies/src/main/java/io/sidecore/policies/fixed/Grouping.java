package io.sidecore.policies.fixed;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Cores;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.Parameters.Fixed;
import io.sidecore.policies.document.Parameters.Pin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which worker shall serve which guests, so that as few as possible move:
 *
 * <ol>
 *   <li>As many workers as the guests need are kept, those with most guests first; each keeps its guests up to its
 *       capacity.
 *   <li>Each guest left over goes to the first kept worker with room, as in ELVIS and the RFC of 2015, else to a new one.
 *   <li>A pinned worker keeps its I/O core; the others get the lowest free ones.
 * </ol>
 *
 * A guest is where its first queue is; all its queues go together.
 */
final class Grouping {

    private final Fixed parameters;
    private final Cores cores;

    Grouping(Fixed parameters, Cores cores) {
        this.parameters = parameters;
        this.cores = cores;
    }

    /** Most guests of one worker: more than the policy's number only if there are too few I/O cores. */
    int capacity(int guests) {
        int maxWorkers = parameters.pin() == Pin.IO_CORES ? cores.io().count() : Integer.MAX_VALUE;
        return Math.max(parameters.guestsPerWorker(), ceilDiv(guests, maxWorkers));
    }

    List<Group> arrange(Placement current) {
        SortedMap<String, List<QueueId>> guests = guests(current);
        Map<WorkerId, List<String>> homes = homes(current, guests);
        int capacity = capacity(guests.size());
        int wanted = ceilDiv(guests.size(), capacity);

        List<WorkerId> kept = current.workers().keySet().stream()
                .sorted(Comparator.comparingInt((WorkerId worker) ->
                                -homes.getOrDefault(worker, List.of()).size())
                        .thenComparing(Comparator.naturalOrder()))
                .limit(wanted)
                .sorted()
                .toList();
        List<List<String>> served = new ArrayList<>();
        for (WorkerId worker : kept) {
            served.add(new ArrayList<>(homes.getOrDefault(worker, List.of()).stream()
                    .limit(capacity)
                    .toList()));
        }
        Set<String> left = new TreeSet<>(guests.keySet());
        served.forEach(names -> names.forEach(left::remove));
        for (String guest : left) {
            firstWithRoom(served, capacity).add(guest);
        }
        return groups(kept, served, guests, current);
    }

    private static SortedMap<String, List<QueueId>> guests(Placement current) {
        SortedMap<String, List<QueueId>> guests = new TreeMap<>();
        for (QueueId queue : current.queues().keySet()) {
            guests.computeIfAbsent(queue.device(), device -> new ArrayList<>()).add(queue);
        }
        return guests;
    }

    private static Map<WorkerId, List<String>> homes(Placement current, SortedMap<String, List<QueueId>> guests) {
        Map<WorkerId, List<String>> homes = new LinkedHashMap<>();
        guests.forEach((guest, queues) -> {
            WorkerId home = current.queues().get(queues.get(0));
            if (home != null) {
                homes.computeIfAbsent(home, worker -> new ArrayList<>()).add(guest);
            }
        });
        return homes;
    }

    private static List<String> firstWithRoom(List<List<String>> served, int capacity) {
        for (List<String> guests : served) {
            if (guests.size() < capacity) {
                return guests;
            }
        }
        List<String> added = new ArrayList<>();
        served.add(added);
        return added;
    }

    private List<Group> groups(
            List<WorkerId> kept,
            List<List<String>> served,
            SortedMap<String, List<QueueId>> guests,
            Placement current) {
        List<CpuSet> cpus = cpus(kept, served.size(), current);
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < served.size(); i++) {
            List<String> names = served.get(i).stream().sorted().toList();
            groups.add(new Group(
                    i < kept.size() ? Optional.of(kept.get(i)) : Optional.empty(),
                    new Placement.Setting(cpus.get(i), parameters.mode()),
                    names,
                    names.stream()
                            .flatMap(guest -> guests.getOrDefault(guest, List.of()).stream())
                            .toList()));
        }
        return groups;
    }

    private List<CpuSet> cpus(List<WorkerId> kept, int workers, Placement current) {
        List<CpuSet> cpus = new ArrayList<>();
        List<CpuSet> free =
                new ArrayList<>(cores.io().stream().mapToObj(CpuSet::of).toList());
        List<Optional<CpuSet>> own = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            own.add(Optional.ofNullable(i < kept.size() ? current.workers().get(kept.get(i)) : null)
                    .map(Placement.Setting::cpus)
                    .filter(free::remove));
        }
        for (Optional<CpuSet> core : own) {
            cpus.add(parameters.pin() == Pin.NONE ? cores.all() : core.orElseGet(() -> free.remove(0)));
        }
        return cpus;
    }

    private static int ceilDiv(int dividend, int divisor) {
        return Math.floorDiv(dividend - 1, divisor) + 1;
    }
}
