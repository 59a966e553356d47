package io.sidecore.tuner.simulator;

/** Events as words: what it is, of whom, and the version of that one for which it counts. */
final class Event {

    /** A thread's step is done. */
    static final int STEP = 0;
    /** A CPU's time slice is over. */
    static final int SLICE = 1;
    /** A wake-up has reached its thread. */
    static final int RUNNABLE = 2;
    /** Frames reach an end of the wire. */
    static final int MESSAGE = 3;
    /** The scheduler evens out its queues. */
    static final int BALANCE = 4;
    /** A hog's next turn. */
    static final int TURN = 5;

    private static final int KIND_BITS = 4;
    private static final int WHO_BITS = 28;

    private Event() {}

    static long of(int kind, int who, int version) {
        return kind | ((long) who << KIND_BITS) | ((long) version << (KIND_BITS + WHO_BITS));
    }

    static int kind(long event) {
        return (int) event & ((1 << KIND_BITS) - 1);
    }

    static int who(long event) {
        return (int) (event >>> KIND_BITS) & ((1 << WHO_BITS) - 1);
    }

    static int version(long event) {
        return (int) (event >>> (KIND_BITS + WHO_BITS));
    }
}
