package io.sidecore.collector.sample;

import io.sidecore.collector.counters.WorkerCounter;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import java.util.Optional;

/**
 * One worker, as read.
 *
 * @param worker its stable name
 * @param generation differs from that of the older sample if this is another worker of the same name
 * @param tid its kernel thread id
 * @param cpus the CPUs that it may run on
 * @param mode what it does when idle
 * @param thread what the scheduler says of it; absent if neither BPF nor /proc could tell
 * @param counters what the backend counted for it
 */
public record WorkerSample(
        WorkerId worker,
        long generation,
        int tid,
        CpuSet cpus,
        PollMode mode,
        Optional<ThreadTimes> thread,
        Counts<WorkerCounter> counters) {}
