package io.sidecore.collector.signal;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What two samples imply.
 *
 * @param atNanos monotonic time of the newer sample
 * @param window time between the two
 * @param workers workers that were there in both samples
 * @param queues virtqueues that were there in both samples
 * @param exitsPerSecond VM exits of the whole host; absent where no probe counts them
 */
public record Observation(
        long atNanos,
        Duration window,
        List<WorkerLoad> workers,
        List<QueueLoad> queues,
        OptionalDouble exitsPerSecond) {

    public Observation {
        workers = List.copyOf(workers);
        queues = List.copyOf(queues);
    }

    public Optional<WorkerLoad> worker(WorkerId id) {
        return workers.stream().filter(load -> load.worker().equals(id)).findFirst();
    }

    public Optional<QueueLoad> queue(QueueId id) {
        return queues.stream().filter(load -> load.queue().equals(id)).findFirst();
    }

    /** Frames, and answers of disks, given to guests per second. */
    public double deliveredPerSecond() {
        return queues.stream()
                .filter(load -> load.queue().direction() != QueueId.Direction.TX)
                .mapToDouble(QueueLoad::packetsPerSecond)
                .sum();
    }

    /** CPUs that the workers used: 1.0 is one whole CPU. */
    public double workerCpus() {
        return workers.stream().mapToDouble(WorkerLoad::onCpu).sum();
    }

    /** Mean delay over all queues, each weighted by its frames; absent if nothing moved. */
    public OptionalDouble meanDelayNanos() {
        double weight = 0;
        double sum = 0;
        for (QueueLoad load : queues) {
            if (load.delay().isPresent()) {
                weight += load.packetsPerSecond();
                sum += load.packetsPerSecond() * load.delay().get().mean().toNanos();
            }
        }
        return weight > 0 ? OptionalDouble.of(sum / weight) : OptionalDouble.empty();
    }
}
