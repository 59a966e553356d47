package io.sidecore.collector.host;

import io.sidecore.collector.sample.ThreadTimes;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One thread, as the scheduler saw it.
 *
 * @param tid kernel thread id
 * @param startedTicks when it began, in clock ticks since boot; a sample with another value is of another thread
 * @param times time on a CPU, waits for one, switches
 * @param softirqNanos time that softirqs took while the thread was on a CPU; part of {@code times.runNanos}; absent if not
 *     counted
 * @param interferers who ran on its CPU just before it got it after a wait, with the waits charged to each; the threads
 *     charged most, tid 0 the idle one. Empty if not counted
 * @param otherInterferersNanos waits charged to threads that are not in the list, or to nobody by name; absent if not
 *     counted
 * @param lastCpu where it ran last; absent if not known
 */
public record ThreadSample(
        int tid,
        long startedTicks,
        ThreadTimes times,
        OptionalLong softirqNanos,
        List<Interferer> interferers,
        OptionalLong otherInterferersNanos,
        OptionalInt lastCpu) {
    public ThreadSample {
        interferers = List.copyOf(interferers);
    }
}
