package io.sidecore.collector.probe;

/** The twin of {@code sched.h}: where things are in the memory of the sched probe, in bytes. */
final class SchedLayout {

    static final int THREADS = 1024;
    static final int PLACES = 16_384;
    static final int PROBES = 8;
    static final int SLOTS = 32;
    static final int INTERFERERS = 8;
    static final long TOMBSTONE = 0xffffffffL;

    /** Offsets in {@code struct sched_state}. */
    static final int STATE_PLACES = 0;

    static final int STATE_THREADS = 8 * PLACES;

    /** Word offsets in {@code struct sched_thread}. */
    static final int SEQ = 0;

    static final int WATCHED_SINCE = 1;
    static final int RUNNING_SINCE = 2;
    static final int RUNNABLE_SINCE = 3;
    static final int RUN_NS = 4;
    static final int RUN_DELAY_NS = 5;
    static final int SLICES = 6;
    static final int VOLUNTARY = 7;
    static final int INVOLUNTARY = 8;
    static final int DOING = 9;
    static final int LOOKED_SEQ = 10;
    static final int TID = 11;
    static final int MISSED = 12;
    /** The lower half is the CPU where it ran last, the upper half that where its wait began; both plus 1. */
    static final int CPU = 13;

    static final int MIGRATIONS = 14;
    static final int SOFTIRQ_SINCE = 15;
    static final int RUN_DELAY_SLOTS = 16;
    static final int SOFTIRQ_NS = RUN_DELAY_SLOTS + SLOTS;
    static final int SOFTIRQS = SOFTIRQ_NS + 1;
    static final int IDLE_NS = SOFTIRQ_NS + 2;
    static final int OTHERS_NS = SOFTIRQ_NS + 3;
    static final int TAKER = SOFTIRQ_NS + 4;
    static final int TAKER_COMM = TAKER + 1;
    static final int WHO = SOFTIRQ_NS + 8;
    static final int NS = WHO + INTERFERERS;
    static final int COMM = NS + INTERFERERS;
    static final int COMM_WORDS = 2;
    static final int THREAD_WORDS = COMM + COMM_WORDS * INTERFERERS;

    static final int STATE_BYTES = STATE_THREADS + THREADS * 8 * THREAD_WORDS;

    /** {@code enum sched_doing}. */
    static final int UNKNOWN = 0;

    static final int SLEEPING = 1;
    static final int RUNNABLE = 2;
    static final int RUNNING = 3;

    private SchedLayout() {}

    static long place(int number) {
        return STATE_PLACES + 8L * number;
    }

    /** Offset of a word in a thread's record. */
    static long thread(int index, int word) {
        return STATE_THREADS + 8L * (index * THREAD_WORDS + word);
    }
}
