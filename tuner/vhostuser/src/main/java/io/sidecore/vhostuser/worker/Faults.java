package io.sidecore.vhostuser.worker;

/**
 * Makes faults in guests' memory surface where they can be told apart.
 *
 * <p>The JVM reports a fault (a file that shrank under its mapping, or that its full file system cannot back) by an
 * InternalError, but when it likes: JDK 17 at the thread's next call into the VM, which on the way of a frame may be
 * seconds later, in the visit of another queue. So it is asked for now and then, between two turns. Usually the file's
 * length tells whose fault it was. If it does not, the worker is careful for a while: a visit touches the memory of one
 * guest only, and a fault surfaces before the next step. Then it is the fault of the queue at hand, if it happens there
 * twice running.
 */
final class Faults {

    /** Longer than what a fault can take to surface, so that a guest that makes one now and then is found out. */
    private static final long CARE_NANOS = 2_000_000_000L;

    /** Rarely enough to cost nothing: less than a microsecond and some bytes each time. */
    private static final long SETTLE_EVERY_NANOS = 10_000_000L;

    private static final int SETTLE_EVERY_MILLIS = (int) (SETTLE_EVERY_NANOS / 1_000_000);

    private boolean careful;
    private long settledNanos;
    private long settledForSleepNanos;
    private long carefulUntilNanos;

    /** Not final, lest the compiler makes simple allocations of what {@link #settle} allocates. */
    @SuppressWarnings("FieldCanBeFinal")
    private int one = 1;

    /** Written, so that the allocation is not left out. */
    @SuppressWarnings("UnusedVariable")
    private int[][] kept = {};

    boolean isCareful() {
        return careful;
    }

    void startCare(long nowNanos) {
        careful = true;
        carefulUntilNanos = nowNanos + CARE_NANOS;
    }

    /**
     * A turn begins.
     *
     * @throws InternalError if there was a fault
     */
    void tick(long nowNanos) {
        careful = careful && nowNanos - carefulUntilNanos < 0;
        if (nowNanos - settledNanos > SETTLE_EVERY_NANOS) {
            settledNanos = nowNanos;
            surface();
        }
    }

    /**
     * While careful, makes a fault that was not yet reported surface now.
     *
     * @throws InternalError then
     */
    void settle() {
        if (careful) {
            surface();
        }
    }

    /**
     * The worker is about to sleep, perhaps for long, and a fault must not wait until it wakes.
     *
     * @return for how many milliseconds it may, -1 for any time
     * @throws InternalError if there was a fault
     */
    int settleForSleep(long nowNanos) {
        if (nowNanos - settledForSleepNanos <= SETTLE_EVERY_NANOS) {
            return SETTLE_EVERY_MILLIS; // and if nothing happens until then, for ever
        }
        settledForSleepNanos = nowNanos;
        surface();
        return -1;
    }

    /** One surfaced, and is being dealt with; one more that did not surface yet is of the same time, and dealt with, too. */
    void discard() {
        try {
            surface();
        } catch (InternalError e) {
            // dealt with by the caller
        }
    }

    private void surface() {
        // Of what costs less than a microsecond, only an array of arrays always goes through the VM: interpreted, by C1
        // and by C2. A native method does not do: JDK 17 looks at no fault when it returns.
        kept = new int[one][one];
    }
}
