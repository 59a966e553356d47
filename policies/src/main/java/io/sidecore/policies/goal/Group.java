package io.sidecore.policies.goal;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Placement;
import java.util.List;
import java.util.Optional;

/**
 * Some virtqueues and the worker that shall serve them.
 *
 * @param worker absent if it must be added
 * @param setting how it shall be set
 * @param queues what it shall serve; none for a worker that shall be there all the same
 */
public record Group(Optional<WorkerId> worker, Placement.Setting setting, List<QueueId> queues) {

    public Group {
        queues = List.copyOf(queues);
    }

    /** The devices of its queues, in their order. */
    public List<String> guests() {
        return queues.stream().map(QueueId::device).distinct().toList();
    }
}
