package io.sidecore.policies.goal;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Placement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which worker shall become which of those that are wanted: one that is pinned to the wanted CPU already; else the one
 * that serves most of the wanted queues; else any that is left, the lowest name first.
 */
final class Claiming {

    private final List<Wanted> wanted;
    private final Placement current;
    private final TreeSet<WorkerId> free;
    private final Map<Integer, WorkerId> claimed = new TreeMap<>();

    Claiming(List<Wanted> wanted, Placement current) {
        this.wanted = wanted;
        this.current = current;
        this.free = new TreeSet<>(current.workers().keySet());
    }

    List<Group> groups() {
        claim(this::pinnedAlready);
        claim(this::servingMost);
        claim(want -> free.stream().findFirst());
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            groups.add(new Group(
                    Optional.ofNullable(claimed.get(i)),
                    wanted.get(i).setting(),
                    wanted.get(i).queues()));
        }
        return groups;
    }

    private void claim(Function<Wanted, Optional<WorkerId>> choice) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!claimed.containsKey(i)) {
                Optional<WorkerId> chosen = choice.apply(wanted.get(i));
                if (chosen.isPresent()) {
                    claimed.put(i, chosen.get());
                    free.remove(chosen.get());
                }
            }
        }
    }

    private Optional<WorkerId> pinnedAlready(Wanted want) {
        List<WorkerId> pinned = want.setting().cpus().count() > 1
                ? List.of()
                : free.stream()
                        .filter(worker -> want.setting()
                                .cpus()
                                .equals(current.setting(worker).cpus()))
                        .toList();
        return pinned.size() > 1
                ? servingMost(want, pinned).or(() -> Optional.of(pinned.get(0)))
                : pinned.stream().findFirst();
    }

    private Optional<WorkerId> servingMost(Wanted want) {
        return servingMost(want, free);
    }

    private Optional<WorkerId> servingMost(Wanted want, Collection<WorkerId> among) {
        SortedMap<WorkerId, Integer> served = new TreeMap<>();
        for (QueueId queue : want.queues()) {
            WorkerId worker = current.queues().get(queue);
            if (worker != null && among.contains(worker)) {
                served.merge(worker, 1, Integer::sum);
            }
        }
        return served.entrySet().stream()
                .max(Map.Entry.<WorkerId, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .map(Map.Entry::getKey);
    }
}
