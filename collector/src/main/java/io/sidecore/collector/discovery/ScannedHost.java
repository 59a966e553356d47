package io.sidecore.collector.discovery;

import io.sidecore.collector.inventory.Inventory;
import java.util.Map;

/**
 * What one scan found.
 *
 * @param inventory what there is
 * @param vhostQueues names of the kernel's virtqueues, by the key under which {@link VhostView} showed them
 */
public record ScannedHost(Inventory inventory, Map<Long, String> vhostQueues) {
    public ScannedHost {
        vhostQueues = Map.copyOf(vhostQueues);
    }
}
