package io.sidecore.collector.watch;

import io.sidecore.collector.host.VirtqueueCounters;
import io.sidecore.collector.probe.EventfdCounts;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Signals to one of the eventfds of each virtqueue, added up. The kernel gives the number of an eventfd that was closed to
 * another one, whose count goes on where the old one's ended, and a guest's driver that starts again brings new eventfds:
 * only what was counted while an eventfd was the virtqueue's own is added.
 */
final class SignalMeter {

    private final EventfdCounts signals;
    private final Map<Long, Reading> byQueue = new HashMap<>();

    /** What was read last of the eventfd that was the virtqueue's own then, and the sum. */
    private static final class Reading {
        private int eventfd = -1;
        private long count;
        private long sum;
    }

    SignalMeter(EventfdCounts signals) {
        this.signals = signals;
    }

    /**
     * Reads on.
     *
     * @param generation of the virtqueue, which no other one has
     * @param eventfd the virtqueue's, by its id; absent if it has none now
     * @return signals since the virtqueue was first asked for; {@link VirtqueueCounters#ABSENT} if it never had an eventfd
     */
    long read(long generation, OptionalInt eventfd) {
        Reading last = byQueue.get(generation);
        if (eventfd.isEmpty()) {
            return last == null ? VirtqueueCounters.ABSENT : last.sum;
        }
        if (last == null) {
            last = new Reading();
            byQueue.put(generation, last);
        }
        int id = eventfd.getAsInt();
        long count = signals.signals(id);
        if (last.eventfd == id && count >= last.count) {
            last.sum += count - last.count;
        }
        last.eventfd = id;
        last.count = count;
        return last.sum;
    }

    /** Forgets virtqueues that are gone. */
    void keep(Set<Long> generations) {
        byQueue.keySet().retainAll(generations);
    }
}
