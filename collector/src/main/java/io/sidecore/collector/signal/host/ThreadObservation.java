package io.sidecore.collector.signal.host;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What the scheduler did to a thread in a window.
 *
 * @param source who says so
 * @param run share of the window on a CPU, softirqs on top of it included, 0..1
 * @param runnable share that it wanted a CPU and had none; with {@code run} at most 1
 * @param softirq share that softirqs ran on top of it, at most {@code run}; absent if not counted
 * @param runDelay its waits; absent if none ended in the window
 * @param slicesPerSecond times that it was given a CPU
 * @param sleepsPerSecond times that it gave the CPU up to wait; absent if not counted
 * @param ranInstead who had the CPU while it waited, the most charged first
 * @param ranInsteadKnown whether that is counted at all: if so, an empty list means nobody
 * @param lastCpu where it ran last; absent if not known
 */
public record ThreadObservation(
        SignalSource source,
        double run,
        double runnable,
        OptionalDouble softirq,
        Optional<RunDelay> runDelay,
        double slicesPerSecond,
        OptionalDouble sleepsPerSecond,
        List<RanInstead> ranInstead,
        boolean ranInsteadKnown,
        OptionalInt lastCpu) {
    public ThreadObservation {
        ranInstead = List.copyOf(ranInstead);
    }
}
