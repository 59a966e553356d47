package io.sidecore.collector.signal;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One worker over one window.
 *
 * @param saturation share of the window spent on useful work
 * @param emptyPolls share of the window spent looking at empty queues, 0..1
 * @param onCpu share of the window on a CPU, 0..1: what it costs
 * @param interference absent where neither BPF nor /proc could tell
 * @param meanRunDelayNanos mean wait for a CPU, per wait; absent as above, or if it never waited
 * @param kicksPerSecond kicks read from its queues' eventfds
 * @param callsPerSecond calls sent to guests
 * @param sleepsPerSecond times that it went to sleep
 * @param packetsPerSecond frames taken from guests
 */
public record WorkerLoad(
        WorkerId worker,
        CpuSet cpus,
        PollMode mode,
        Saturation saturation,
        double emptyPolls,
        double onCpu,
        Optional<Interference> interference,
        OptionalDouble meanRunDelayNanos,
        double kicksPerSecond,
        double callsPerSecond,
        double sleepsPerSecond,
        double packetsPerSecond) {}
