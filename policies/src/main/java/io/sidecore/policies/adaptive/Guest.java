package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.Comparator;
import java.util.List;

/**
 * A guest as load to be placed; its queues go together, so that what it is told and what it tells meet in one cache.
 *
 * @param worker who serves its first queue
 * @param load share of a worker that its queues take, 0 or more
 */
record Guest(String name, List<QueueId> queues, WorkerId worker, double load) {

    /** Busiest first; equal ones by name, so that decisions repeat. */
    static final Comparator<Guest> BUSIEST_FIRST =
            Comparator.comparingDouble(Guest::load).reversed().thenComparing(Guest::name);
}
