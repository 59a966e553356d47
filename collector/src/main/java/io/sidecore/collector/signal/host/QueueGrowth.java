package io.sidecore.collector.signal.host;

import io.sidecore.collector.host.VirtqueueCounter;
import io.sidecore.collector.host.VirtqueueCounters;
import io.sidecore.collector.host.VirtqueueTable;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.Histograms;
import java.util.Optional;

/**
 * By how much the counters of virtqueues grew in a window: in columns, as a diagnosis of a large host keeps 10 000 rows of
 * each second, most of which did nothing.
 */
final class QueueGrowth {

    private static final VirtqueueCounter[] COUNTERS = VirtqueueCounter.values();

    private final long[] counters;
    private final Histograms delays;
    private int rows;

    /** For so many rows at most. */
    QueueGrowth(int capacity) {
        counters = new long[capacity * COUNTERS.length];
        delays = new Histograms(capacity);
    }

    /** Adds a row of one virtqueue that is in both. */
    void add(VirtqueueTable older, int olderRow, VirtqueueTable newer, int newerRow) {
        int at = rows++ * COUNTERS.length;
        for (VirtqueueCounter counter : COUNTERS) {
            counters[at++] = grown(older.get(olderRow, counter), newer.get(newerRow, counter));
        }
        delays.addGrowth(older.delays(), olderRow, newer.delays(), newerRow);
    }

    /** Absent where either is, or the counter went back, as after a reset. */
    private static long grown(long was, long is) {
        return was == VirtqueueCounters.ABSENT || is == VirtqueueCounters.ABSENT ? Deltas.ABSENT : Deltas.of(was, is);
    }

    /** {@link Deltas#ABSENT} if it is not known. */
    long get(int row, VirtqueueCounter counter) {
        return counters[row * COUNTERS.length + counter.ordinal()];
    }

    /** Absent if it is not counted, or began anew. */
    Optional<Histogram> delay(int row) {
        return delays.get(row);
    }
}
