package io.sidecore.policies.fixed;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.policies.Placement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The load of each guest when it was first seen busy, so that a fixed design does not follow what comes later. */
final class Sizes {

    private final Map<String, Double> first = new TreeMap<>();

    /** Takes note of guests that are new, forgets those that went, and gives what is known. */
    Map<String, Double> of(Observation now, Placement current) {
        Map<String, Double> seen = now.queues().stream()
                .filter(load -> current.queues().containsKey(load.queue()))
                .collect(Collectors.groupingBy(
                        load -> load.queue().device(), Collectors.summingDouble(QueueLoad::busy)));
        first.keySet()
                .retainAll(
                        current.queues().keySet().stream().map(QueueId::device).collect(Collectors.toSet()));
        seen.forEach((guest, busy) -> {
            if (busy > 0) {
                first.putIfAbsent(guest, busy);
            }
        });
        return first;
    }
}
