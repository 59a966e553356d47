package io.sidecore.policies.goal;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.policies.Placement;
import java.util.List;

/**
 * A worker that a policy wants, whichever it is.
 *
 * @param setting how it shall be set
 * @param queues what it shall serve; may be none
 */
public record Wanted(Placement.Setting setting, List<QueueId> queues) {

    public Wanted {
        queues = List.copyOf(queues);
    }
}
