package io.sidecore.collector.sample;

import java.util.List;
import java.util.Optional;

/**
 * Raw monotonic counters with the time they were read. Two of them make an observation.
 *
 * @param atNanos monotonic clock
 * @param kvm VM exits; absent where no probe counts them
 */
public record Sample(long atNanos, List<WorkerSample> workers, List<QueueSample> queues, Optional<KvmSample> kvm) {
    public Sample {
        workers = List.copyOf(workers);
        queues = List.copyOf(queues);
    }
}
