package io.sidecore.policies.guard;

import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Placement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A placement without the names of its workers: which queues are served together, and how. */
public final class Shape {

    private Shape() {}

    /** Equal for placements that differ only in names and in workers without queues. */
    public static List<String> of(Placement placement) {
        Map<WorkerId, StringBuilder> queues = new HashMap<>();
        placement
                .queues()
                .forEach((queue, worker) -> queues.computeIfAbsent(worker, added -> new StringBuilder())
                        .append(' ')
                        .append(queue.device())
                        .append(queue.direction())
                        .append(queue.pair()));
        return queues.entrySet().stream()
                .map(worker -> placement.workers().get(worker.getKey()) + ":" + worker.getValue())
                .sorted()
                .toList();
    }
}
