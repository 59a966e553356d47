package io.sidecore.tuner.simulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The queues of a worker, in the order in which it goes round them. */
final class QueueRound {

    private SimQueue[] queues = {};
    private int turn;

    SimQueue[] all() {
        return queues;
    }

    void add(SimQueue queue) {
        queues = Arrays.copyOf(queues, queues.length + 1);
        queues[queues.length - 1] = queue;
    }

    void remove(SimQueue queue) {
        queues = Arrays.stream(queues).filter(other -> other != queue).toArray(SimQueue[]::new);
        turn = 0;
    }

    /** The next one that can be served, whose turn it was then; null if there is none. */
    @Nullable
    SimQueue nextWithWork() {
        for (int i = 0; i < queues.length; i++) {
            int at = turn + i;
            SimQueue queue = queues[at < queues.length ? at : at - queues.length];
            if (queue.ready() > 0) {
                turn = at + 1 < queues.length ? at + 1 : at + 1 - queues.length;
                return queue;
            }
        }
        return null;
    }
}
