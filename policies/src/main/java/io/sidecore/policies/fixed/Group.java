package io.sidecore.policies.fixed;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Placement;
import java.util.List;
import java.util.Optional;

/**
 * Some guests and the worker that shall serve them.
 *
 * @param worker absent if it must be added
 * @param setting how it shall be set
 * @param guests by name, sorted
 * @param queues all queues of the guests
 */
record Group(Optional<WorkerId> worker, Placement.Setting setting, List<String> guests, List<QueueId> queues) {}
