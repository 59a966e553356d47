package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Guests that somebody may not want to be touched: those of refused changes, less those of changes that were agreed to since.
 * Who refuses a change says what must not be, but not which of its guests is the reason. So changes are proposed that leave
 * all of them alone, or touch some: each half of them, each quarter, each eighth. One guest among many is found in a few
 * refusals, and the others are served better meanwhile.
 */
final class Suspects {

    private static final int HALVINGS = 3;

    private final NanoClock clock;
    private final Map<String, Long> untilNanos = new TreeMap<>();
    private final Set<String> cleared = new HashSet<>();

    Suspects(NanoClock clock) {
        this.clock = clock;
    }

    /** A change of these guests was refused, for so long. */
    void refused(Set<String> guests, Duration holds) {
        if (holds.isZero()) {
            return;
        }
        if (cleared.containsAll(guests)) {
            cleared.removeAll(guests); // whoever refuses sees it otherwise than before
        }
        guests.forEach(guest -> untilNanos.put(guest, clock.nanoTime() + holds.toNanos()));
    }

    /** A change of these guests was agreed to. */
    void agreed(Set<String> guests) {
        cleared.addAll(guests);
    }

    /** Parts of a placement to be arranged without the rest; none if there is no suspect. */
    List<Placement> parts(Placement current) {
        untilNanos.values().removeIf(until -> until - clock.nanoTime() <= 0);
        List<String> suspects = untilNanos.keySet().stream()
                .filter(guest -> !cleared.contains(guest))
                .toList();
        List<List<String>> touched = new ArrayList<>();
        if (!suspects.isEmpty()) {
            touched.add(List.of());
            halve(suspects, HALVINGS, touched);
        }
        return touched.stream()
                .map(some -> {
                    Set<String> alone = new TreeSet<>(suspects);
                    some.forEach(alone::remove);
                    return without(alone, current);
                })
                .filter(part -> !part.queues().isEmpty())
                .toList();
    }

    private static void halve(List<String> guests, int times, List<List<String>> to) {
        if (times == 0 || guests.size() < 2) {
            return;
        }
        int middle = guests.size() / 2;
        for (List<String> half : List.of(guests.subList(0, middle), guests.subList(middle, guests.size()))) {
            to.add(half);
            halve(half, times - 1, to);
        }
    }

    /** The workers that serve none of these guests, and what they serve. */
    private static Placement without(Set<String> guests, Placement current) {
        NavigableMap<WorkerId, Placement.Setting> workers = new TreeMap<>(current.workers());
        current.queues().forEach((queue, worker) -> {
            if (guests.contains(queue.device())) {
                workers.remove(worker);
            }
        });
        NavigableMap<QueueId, WorkerId> queues = new TreeMap<>(current.queues());
        queues.values().removeIf(worker -> !workers.containsKey(worker));
        return new Placement(workers, queues);
    }
}
