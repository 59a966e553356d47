package io.sidecore.policies.peers;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Observation;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The mean of what was observed since the last period ended. */
public final class Averages {

    /**
     * Shares of the period, 0..1.
     *
     * @param workers share that each worker was busy
     * @param queues share that its worker was busy with each virtqueue
     */
    public record Loads(SortedMap<WorkerId, Double> workers, SortedMap<QueueId, Double> queues) {

        public double of(WorkerId worker) {
            return workers.getOrDefault(worker, 0.0);
        }

        public double of(List<QueueId> some) {
            return some.stream()
                    .mapToDouble(queue -> queues.getOrDefault(queue, 0.0))
                    .sum();
        }
    }

    /** A sum that knows of how many. */
    private static final class Mean {
        private double sum;
        private int count;

        void add(double value) {
            sum += value;
            count++;
        }

        double value() {
            return sum / count;
        }
    }

    private final SortedMap<WorkerId, Mean> workers = new TreeMap<>();
    private final SortedMap<QueueId, Mean> queues = new TreeMap<>();

    public void add(Observation now) {
        now.workers()
                .forEach(load -> workers.computeIfAbsent(load.worker(), id -> new Mean())
                        .add(load.saturation().busy()));
        now.queues()
                .forEach(load ->
                        queues.computeIfAbsent(load.queue(), id -> new Mean()).add(load.busy()));
    }

    /** The means since the last call; a worker or queue that was not always there counts for when it was. */
    public Loads take() {
        Loads loads = new Loads(values(workers), values(queues));
        workers.clear();
        queues.clear();
        return loads;
    }

    private static <K> SortedMap<K, Double> values(SortedMap<K, Mean> means) {
        SortedMap<K, Double> values = new TreeMap<>();
        means.forEach((key, mean) -> values.put(key, mean.value()));
        return values;
    }
}
