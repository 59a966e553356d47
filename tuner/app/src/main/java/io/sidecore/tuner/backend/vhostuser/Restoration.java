package io.sidecore.tuner.backend.vhostuser;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Placement;
import io.sidecore.tuner.backend.Undo;
import io.sidecore.vhostuser.control.BackendClient;
import io.sidecore.vhostuser.control.BackendException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Brings back what was before a change: settings first, then queues, then strays go. Steps that fail because a guest or
 * worker vanished meanwhile are passed over; if a step fails for another reason, the rest is done before that is thrown.
 */
final class Restoration {

    private final BackendClient client;
    private final Placement current;

    /** Names that retired workers got when they were started again. */
    private final Map<WorkerId, WorkerId> renamed = new HashMap<>();

    private Optional<BackendException> failure = Optional.empty();

    Restoration(BackendClient client, Placement current) {
        this.client = client;
        this.current = current;
    }

    void restore(Undo undo) {
        undo.workers().forEach((worker, setting) -> attempt(() -> restore(worker, setting)));
        undo.queues().forEach((queue, worker) -> {
            WorkerId home = renamed.getOrDefault(worker, worker);
            if (current.queues().containsKey(queue) && exists(home)) {
                attempt(() -> attach(queue, home));
            }
        });
        undo.strays().forEach(stray -> {
            if (current.workers().containsKey(stray)) {
                heirOf(stray, undo).ifPresent(heir -> attempt(() -> client.retireWorker(stray, heir)));
            }
        });
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private void restore(WorkerId worker, Placement.Setting before) {
        Placement.Setting now = current.workers().get(worker);
        if (now == null) {
            renamed.put(worker, client.addWorker(before.cpus(), before.mode()));
            return;
        }
        if (!now.cpus().equals(before.cpus())) {
            client.pin(worker, before.cpus());
        }
        if (!now.mode().equals(before.mode())) {
            client.mode(worker, before.mode());
        }
    }

    private void attach(QueueId queue, WorkerId home) {
        try {
            client.attach(queue, home);
        } catch (BackendException e) {
            boolean stillThere = client.list().queues().stream()
                    .anyMatch(listed -> listed.queue().equals(queue));
            if (stillThere) {
                throw e;
            }
        }
    }

    private boolean exists(WorkerId worker) {
        return current.workers().containsKey(worker) || renamed.containsValue(worker);
    }

    /** Who gets the queues that a stray was given after the change: a worker that had queues before, or any other. */
    private Optional<WorkerId> heirOf(WorkerId stray, Undo undo) {
        return undo.queues().values().stream()
                .filter(worker -> current.workers().containsKey(worker))
                .findFirst()
                .or(() -> current.workers().keySet().stream()
                        .filter(worker -> !undo.strays().contains(worker))
                        .findFirst())
                .filter(heir -> !heir.equals(stray));
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (BackendException e) {
            failure.ifPresentOrElse(first -> first.addSuppressed(e), () -> failure = Optional.of(e));
        }
    }
}
