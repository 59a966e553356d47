package io.sidecore.tuner.simulator;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is to be done when, by a scenario; of one moment in the order in which it was added. */
final class Script {

    private static final double NANOS_PER_SECOND = 1e9;

    private record Entry(long nanos, int order, Runnable deed) {}

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::nanos).thenComparingInt(Entry::order));
    private int added;

    /** @param seconds from the beginning */
    void add(double seconds, Runnable deed) {
        entries.add(new Entry(Math.round(seconds * NANOS_PER_SECOND), added++, deed));
    }

    /** When the next one is due, in nanoseconds from the beginning; the end of time if there is none. */
    long nextNanos() {
        Entry next = entries.peek();
        return next == null ? Long.MAX_VALUE : next.nanos;
    }

    /** The next one, taken out; there must be one. */
    Runnable next() {
        return entries.remove().deed;
    }
}
