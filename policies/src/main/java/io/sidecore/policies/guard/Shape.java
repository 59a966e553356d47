package io.sidecore.policies.guard;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Placement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A placement without the names of its workers: which queues are served together, and how. */
public final class Shape {

    private Shape() {}

    /** Equal for placements that differ only in names and in workers without queues. */
    public static List<String> of(Placement placement) {
        Map<WorkerId, StringBuilder> queues = new TreeMap<>();
        for (Map.Entry<QueueId, WorkerId> queue : placement.queues().entrySet()) {
            queues.computeIfAbsent(queue.getValue(), worker -> new StringBuilder())
                    .append(' ')
                    .append(queue.getKey());
        }
        return queues.entrySet().stream()
                .map(worker -> placement.workers().get(worker.getKey()) + ":" + worker.getValue())
                .sorted()
                .toList();
    }
}
