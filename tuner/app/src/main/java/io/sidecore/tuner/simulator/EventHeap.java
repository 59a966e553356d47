package io.sidecore.tuner.simulator;

import java.util.Arrays;

/**
 * What is to happen, by time; events of one moment in the order in which they were added. A heap with four children to a
 * node, in arrays of primitives: nothing is allocated for an event.
 */
final class EventHeap {

    /** Time and order share a word: 2^43 ns is 2.4 hours, and 2^20 events of one moment are kept in order. */
    private static final int ORDER_BITS = 20;

    private static final long ORDER_MASK = (1L << ORDER_BITS) - 1;

    /** The last moment that can be told, in nanoseconds. */
    static final long MAX_NANOS = (1L << 43) - 1;

    private long[] keys = new long[1024];
    private long[] events = new long[1024];
    private int size;
    private long added;

    boolean isEmpty() {
        return size == 0;
    }

    /** When the next event is; there must be one. */
    long nextNanos() {
        return keys[0] >>> ORDER_BITS;
    }

    /** The next event; there must be one. */
    long next() {
        return events[0];
    }

    /** How many were added so far. */
    long added() {
        return added;
    }

    void add(long nanos, long event) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            events = Arrays.copyOf(events, 2 * size);
        }
        long key = (nanos << ORDER_BITS) | (added++ & ORDER_MASK);
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >> 2;
            if (keys[parent] <= key) {
                break;
            }
            keys[at] = keys[parent];
            events[at] = events[parent];
            at = parent;
        }
        keys[at] = key;
        events[at] = event;
    }

    /** Takes the next event out. */
    void remove() {
        int last = --size;
        if (last > 0) {
            sink(keys[last], events[last]);
        }
    }

    private void sink(long key, long event) {
        int at = 0;
        while (true) {
            int first = 4 * at + 1;
            if (first >= size) {
                break;
            }
            int least = first;
            long leastKey = keys[first];
            int end = Math.min(first + 4, size);
            for (int child = first + 1; child < end; child++) {
                if (keys[child] < leastKey) {
                    least = child;
                    leastKey = keys[child];
                }
            }
            if (key <= leastKey) {
                break;
            }
            keys[at] = leastKey;
            events[at] = events[least];
            at = least;
        }
        keys[at] = key;
        events[at] = event;
    }
}
