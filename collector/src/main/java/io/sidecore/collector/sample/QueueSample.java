package io.sidecore.collector.sample;

import io.sidecore.collector.counters.QueueCounter;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.util.Optional;

/**
 * One virtqueue, as read.
 *
 * @param queue its stable name
 * @param generation differs from that of the older sample if the guest has connected anew
 * @param worker who serves it; absent while it is between workers
 * @param ringSize descriptors in its ring
 * @param counters what the backend counted for it
 * @param delay visits that found work, by how long the oldest frame can have waited
 */
public record QueueSample(
        QueueId queue,
        long generation,
        Optional<WorkerId> worker,
        int ringSize,
        Counts<QueueCounter> counters,
        Histogram delay) {}
