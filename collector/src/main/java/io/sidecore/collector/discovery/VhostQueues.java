package io.sidecore.collector.discovery;

import io.sidecore.collector.inventory.Virtqueue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Adds the virtqueues of vhost devices to a draft. */
final class VhostQueues {

    private VhostQueues() {}

    /**
     * Adds them.
     *
     * @param workers names of workers by thread
     * @return names of virtqueues by the kernel's key
     */
    static Map<Long, String> add(Map<String, List<VhostDevice>> devices, Map<Integer, String> workers, Draft draft) {
        Map<Long, String> names = new HashMap<>();
        devices.forEach((guest, own) -> own.forEach(device -> {
            if (device.queues().isEmpty()) {
                addUnseen(guest, device, draft);
            }
            for (VhostQueue queue : device.queues()) {
                Virtqueue added = of(guest, device, queue, workers, draft);
                draft.add(added);
                names.put(queue.key(), added.name());
            }
        }));
        return names;
    }

    private static Virtqueue of(
            String guest, VhostDevice device, VhostQueue queue, Map<Integer, String> workers, Draft draft) {
        String label = device.kind().label(queue.index());
        Optional<String> worker = queue.worker().isPresent()
                ? Optional.ofNullable(workers.get(queue.worker().getAsInt()))
                : Optional.empty();
        return new Virtqueue(
                draft.takeQueueName(guest + "/" + device.name() + "/" + label),
                guest,
                device.name(),
                label,
                worker,
                queue.ringSize(),
                OptionalLong.of(queue.busyPollMicros()),
                queue.kickEventfd(),
                queue.callEventfd());
    }

    /** What a device of this kind must have, where the kernel was not asked. */
    private static void addUnseen(String guest, VhostDevice device, Draft draft) {
        draft.gaps()
                .addOf(
                        "virtqueues, their workers and eventfds",
                        guest,
                        "only the kernel knows them, and it is asked by BPF: run as root, or with CAP_BPF and CAP_PERFMON");
        for (String label : device.kind().certainLabels()) {
            draft.add(new Virtqueue(
                    draft.takeQueueName(guest + "/" + device.name() + "/" + label),
                    guest,
                    device.name(),
                    label,
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalLong.empty(),
                    OptionalInt.empty(),
                    OptionalInt.empty()));
        }
    }
}
