package io.sidecore.collector.signal.host;

import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.sample.Histogram;
import java.util.Optional;

/** What a virtqueue's counters grew by in a window; {@link Deltas#ABSENT} where that is not known. */
record QueueCounts(
        long generation,
        long kicks,
        long backendWakeups,
        long calls,
        long packets,
        long runs,
        long limited,
        long busyNanos,
        long busyPollNanos,
        long drops,
        Optional<Histogram> delay) {

    static QueueCounts between(VirtqueueSample older, VirtqueueSample newer) {
        return new QueueCounts(
                newer.generation(),
                Deltas.of(older.kicks(), newer.kicks()),
                Deltas.of(older.backendWakeups(), newer.backendWakeups()),
                Deltas.of(older.calls(), newer.calls()),
                Deltas.of(older.packets(), newer.packets()),
                Deltas.of(older.runs(), newer.runs()),
                Deltas.of(older.limited(), newer.limited()),
                Deltas.of(older.busyNanos(), newer.busyNanos()),
                Deltas.of(older.busyPollNanos(), newer.busyPollNanos()),
                Deltas.of(older.drops(), newer.drops()),
                older.delay().isPresent() && newer.delay().isPresent()
                        ? newer.delay().get().grownSince(older.delay().get())
                        : Optional.empty());
    }
}
