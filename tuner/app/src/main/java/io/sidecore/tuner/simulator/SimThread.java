package io.sidecore.tuner.simulator;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the host: it runs one step after the other, each for some time on a CPU, and sleeps in between. Which CPU
 * and when, the {@link Scheduler} decides.
 */
abstract class SimThread {

    /** Answers of {@link #step}: sleeps until it is woken; has ended. */
    static final long SLEEP = -1;

    static final long END = -2;

    /** A step that lasts until somebody cuts it short: looking for work. */
    static final long FOREVER = Long.MAX_VALUE;

    private static final int WAIT_SLOTS = 64;

    enum State {
        ASLEEP,
        /** Woken, and not yet there. */
        WAKING,
        QUEUED,
        RUNNING,
        ENDED
    }

    final int id;

    // What follows is the scheduler's.

    State state = State.ASLEEP;
    private int[] allowed;

    /** The same, a bit for each CPU: it is asked at each wake-up. */
    private BitSet mayRun;

    @Nullable
    Cpu cpu;

    /** Of the present step, what is left at full speed; and since when it runs, at which speed. */
    long left;

    long startedNanos;
    double speed = 1;

    /** Time on a CPU, weighted by nothing: all threads are equal. */
    long virtualNanos;

    long sliceStartedNanos;
    long queuedNanos;

    /** Grows whenever what was scheduled for it counts no more. */
    int version;

    // Counters, as the kernel keeps them.

    long runNanos;
    long waitNanos;
    long slices;

    /** Each wait for a CPU, by powers of two of nanoseconds; and what of the present one is in {@code waitNanos} already. */
    final long[] waits = new long[WAIT_SLOTS];

    long countedOfWait;

    SimThread(int id, int[] allowed) {
        this.id = id;
        this.allowed = allowed;
        this.mayRun = bits(allowed);
    }

    /** A step is done, or it has just been woken: what is next, in nanoseconds at full speed, or one of the above. */
    abstract long step();

    /** It has waited for a CPU until now, and gets one. */
    void endWait(long nowNanos) {
        long nanos = nowNanos - queuedNanos;
        waitNanos += nanos;
        nanos += countedOfWait;
        waits[nanos <= 1 ? 0 : 63 - Long.numberOfLeadingZeros(nanos)]++;
        countedOfWait = 0;
        slices++;
    }

    /** Counts what it has waited for a CPU so far. */
    void settleWait(long nowNanos) {
        waitNanos += nowNanos - queuedNanos;
        countedOfWait += nowNanos - queuedNanos;
        queuedNanos = nowNanos;
    }

    /** Whether what it does now ends as soon as another thread waits for its CPU: it only passes the time. */
    boolean givesWay() {
        return false;
    }

    /** The CPUs that it may run on. */
    int[] allowed() {
        return allowed;
    }

    void allow(int[] cpus) {
        allowed = cpus;
        mayRun = bits(cpus);
    }

    boolean mayRunOn(int number) {
        return mayRun.get(number);
    }

    private static BitSet bits(int[] cpus) {
        BitSet bits = new BitSet();
        for (int cpu : cpus) {
            bits.set(cpu);
        }
        return bits;
    }
}
