package io.sidecore.collector.discovery;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A vhost device of a guest.
 *
 * @param name within its guest, as in {@code net0}
 * @param kind what kind
 * @param queues its virtqueues by index; empty if the kernel was not asked
 */
record VhostDevice(String name, DeviceKind kind, List<VhostQueue> queues) {
    Set<Integer> workers() {
        return queues.stream()
                .flatMapToInt(queue -> queue.worker().stream())
                .boxed()
                .collect(Collectors.toSet());
    }
}
