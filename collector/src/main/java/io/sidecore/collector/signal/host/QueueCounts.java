package io.sidecore.collector.signal.host;

import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.host.VirtqueueCounters;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.sample.Histogram;
import java.util.Optional;

/**
 * What a virtqueue's counters grew by in a window.
 *
 * @param delay absent if it is not counted, or began anew
 */
record QueueCounts(long generation, VirtqueueCounters grown, Optional<Histogram> delay) {

    static QueueCounts between(VirtqueueSample older, VirtqueueSample newer) {
        return new QueueCounts(
                newer.generation(),
                newer.counters().since(older.counters()),
                older.delay().isPresent() && newer.delay().isPresent()
                        ? newer.delay().get().grownSince(older.delay().get())
                        : Optional.empty());
    }

    /** {@link Deltas#ABSENT} if it is not known. */
    long get(VirtqueueCounter counter) {
        return grown.get(counter);
    }
}
