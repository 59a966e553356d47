package io.sidecore.policies.adaptive;

import io.sidecore.policies.Placement;
import java.util.concurrent.atomic.AtomicInteger;

/** How far apart two placements are. */
final class Moves {

    private Moves() {}

    /** Queues that change hands, and workers that are set otherwise, come or go. */
    static int between(Placement before, Placement after) {
        AtomicInteger queues = new AtomicInteger();
        SideBySide.walk(before, after, (queue, number, was, is) -> {
            if (!is.equals(was)) {
                queues.incrementAndGet();
            }
        });
        long set = after.workers().entrySet().stream()
                .filter(worker -> !worker.getValue().equals(before.workers().get(worker.getKey())))
                .count();
        long gone = before.workers().keySet().stream()
                .filter(worker -> !after.workers().containsKey(worker))
                .count();
        return (int) (queues.get() + set + gone);
    }
}
