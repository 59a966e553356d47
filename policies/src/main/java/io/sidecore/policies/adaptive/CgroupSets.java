package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Host;
import io.sidecore.policies.Placement;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which guests may share a worker: if cgroups are to match, those of equal sets of cgroups; guests of unknown ones share only
 * with each other.
 */
final class CgroupSets {

    private final Host host;
    private final boolean match;

    CgroupSets(Host host, boolean match) {
        this.host = host;
        this.match = match;
    }

    boolean match() {
        return match;
    }

    /** What guests must have in common to share a worker; equal for all if cgroups do not matter. */
    Optional<Set<String>> of(String guest) {
        return match ? host.guests().apply(guest).cgroups() : Optional.empty();
    }

    /** How many workers it takes at least to serve them. */
    int count(Collection<Guest> guests) {
        return (int) guests.stream().map(guest -> of(guest.name())).distinct().count();
    }

    /** Whether a queue would come to a worker that serves guests of other cgroups; what was together before may stay. */
    boolean mixes(Placement before, Placement after) {
        if (!match) {
            return false;
        }
        Set<WorkerId> touched = new HashSet<>();
        Map<WorkerId, Set<Optional<Set<String>>>> sets = new HashMap<>();
        SideBySide.walk(before, after, (queue, number, was, is) -> {
            sets.computeIfAbsent(is, worker -> new HashSet<>()).add(of(queue.device()));
            if (!is.equals(was)) {
                touched.add(is);
            }
        });
        return touched.stream()
                .anyMatch(worker -> sets.getOrDefault(worker, Set.of()).size() > 1);
    }
}
