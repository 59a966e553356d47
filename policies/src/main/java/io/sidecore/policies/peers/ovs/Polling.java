package io.sidecore.policies.peers.ovs;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.peers.Averages.Loads;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/** The last intervals: how often in a row each worker was overloaded, and what each virtqueue took. */
final class Polling {

    private final int intervals;
    private final double overload;
    private final Deque<Loads> last = new ArrayDeque<>();
    private final Map<WorkerId, Integer> overloaded = new TreeMap<>();

    /**
     * @param intervals to remember
     * @param overload share of an interval, 0..1, from which a worker is overloaded
     */
    Polling(int intervals, double overload) {
        this.intervals = intervals;
        this.overload = overload;
    }

    void add(Loads interval) {
        last.addLast(interval);
        if (last.size() > intervals) {
            last.removeFirst();
        }
        overloaded.keySet().retainAll(interval.workers().keySet());
        interval.workers().forEach((worker, busy) -> {
            if (busy >= overload) {
                overloaded.merge(worker, 1, Integer::sum);
            } else {
                overloaded.remove(worker);
            }
        });
    }

    /** Intervals in a row, up to the last, in which some worker was overloaded. */
    int overloadedInARow() {
        return overloaded.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** The load of the busiest worker in the last interval. */
    double busiest() {
        return last.isEmpty()
                ? 0
                : last.getLast().workers().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(0);
    }

    /** Mean share of a worker, over the intervals in which they were seen. */
    double load(Collection<QueueId> queues) {
        return queues.stream()
                .mapToDouble(queue -> last.stream()
                        .filter(interval -> interval.queues().containsKey(queue))
                        .mapToDouble(interval -> interval.queues().getOrDefault(queue, 0.0))
                        .average()
                        .orElse(0))
                .sum();
    }

    /** After a balance, workers are counted anew. */
    void balanced() {
        overloaded.clear();
    }
}
