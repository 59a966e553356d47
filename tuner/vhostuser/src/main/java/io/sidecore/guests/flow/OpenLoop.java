package io.sidecore.guests.flow;

import io.sidecore.guests.arrivals.ArrivalProcess;
import io.sidecore.guests.arrivals.Arrivals;
import java.util.SplittableRandom;

/**
 * Frames that are due at times of their own, whatever became of those before them. Each keeps the time at which it was
 * meant to be sent, so that the wait for room counts as latency (no coordinated omission).
 */
final class OpenLoop {

    private static final long NEVER = Long.MAX_VALUE;

    private final ArrivalProcess process;
    private final long seed;

    private Arrivals arrivals;
    private long fromNanos;
    private long untilNanos;
    private long dueNanos = NEVER;

    /** @param seed from which every phase draws anew: all phases are alike */
    OpenLoop(ArrivalProcess process, long seed) {
        this.process = process;
        this.seed = seed;
        this.arrivals = process.begin(new SplittableRandom(seed));
    }

    void restart() {
        arrivals = process.begin(new SplittableRandom(seed));
        dueNanos = NEVER;
    }

    /** Lets frames become due from one time until before another: how many depends on nothing but the seed. */
    void begin(long from, long until) {
        fromNanos = from;
        untilNanos = until;
        advance();
    }

    boolean isDue(long nowNanos) {
        return dueNanos <= nowNanos;
    }

    /** When the next frame is, or was, meant to be sent; {@link Long#MAX_VALUE} if there is none. */
    long dueNanos() {
        return dueNanos;
    }

    /** Goes on to the next frame. */
    void advance() {
        long next = fromNanos + arrivals.nextNanos();
        dueNanos = next < untilNanos ? next : NEVER;
    }
}
