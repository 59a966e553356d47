package io.sidecore.policies.fixed;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.policies.Placement;
import io.sidecore.policies.document.Spread;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is placed as one: all queues of a guest, or each queue by itself.
 *
 * @param queues those of each unit, by its name, in order
 */
record Units(Map<String, List<QueueId>> queues) {

    static Units of(Placement current, Spread spread) {
        Map<String, List<QueueId>> units = new LinkedHashMap<>();
        for (QueueId queue : current.queues().keySet()) {
            String name = spread == Spread.QUEUES ? queue.toString() : queue.device();
            units.computeIfAbsent(name, unit -> new ArrayList<>()).add(queue);
        }
        return new Units(units);
    }

    List<String> names() {
        return List.copyOf(queues.keySet());
    }

    List<QueueId> queuesOf(String unit) {
        return queues.getOrDefault(unit, List.of());
    }

    /** In the order of the names given. */
    List<QueueId> queuesOf(Collection<String> units) {
        return units.stream().flatMap(unit -> queuesOf(unit).stream()).toList();
    }

    /** The guest that a unit belongs to. */
    String guestOf(String unit) {
        return queuesOf(unit).get(0).device();
    }
}
