package io.sidecore.tuner.simulator;

import java.util.Arrays;

/** What is under way between a host and the peers of its guests; each has a number, which is used again. */
final class Messages {

    private final Clock clock;
    private Flow[] flows = new Flow[64];
    private int[] kinds = new int[64];
    private int[] frames = new int[64];
    private int[] credits = new int[64];
    private long[] born = new long[64];
    private int[] free = new int[64];
    private int freeCount;

    Messages(Clock clock) {
        this.clock = clock;
        for (int i = 63; i >= 0; i--) {
            free[freeCount++] = i;
        }
    }

    /** Lets a flow be told something at that time. */
    void send(long atNanos, Flow to, int kind, int number, long bornNanos, int credit) {
        if (freeCount == 0) {
            grow();
        }
        int id = free[--freeCount];
        flows[id] = to;
        kinds[id] = kind;
        frames[id] = number;
        born[id] = bornNanos;
        credits[id] = credit;
        clock.at(atNanos, Event.of(Event.MESSAGE, id, 0));
    }

    private void grow() {
        int size = flows.length;
        flows = Arrays.copyOf(flows, 2 * size);
        kinds = Arrays.copyOf(kinds, 2 * size);
        frames = Arrays.copyOf(frames, 2 * size);
        credits = Arrays.copyOf(credits, 2 * size);
        born = Arrays.copyOf(born, 2 * size);
        free = Arrays.copyOf(free, 2 * size);
        for (int i = 2 * size - 1; i >= size; i--) {
            free[freeCount++] = i;
        }
    }

    /** Tells what it was to tell. */
    void deliver(int id) {
        Flow to = flows[id];
        int kind = kinds[id];
        int number = frames[id];
        long bornNanos = born[id];
        int credit = credits[id];
        free[freeCount++] = id;
        to.arrived(kind, number, bornNanos, credit);
    }
}
