package io.sidecore.policies.adaptive;

import io.sidecore.policies.NanoClock;
import io.sidecore.policies.document.Judging;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Placements that were tried and undone, and what that costs: each waits {@code penalty} times {@code growth} for every
 * further time, and every undone try makes all others wait a little, twice as long with each in a row. When the load has
 * become another, all may be tried again.
 */
final class Tried {

    private static final long FIRST_REST_NANOS = 500_000_000L;
    private static final int MAX_DOUBLINGS = 8;

    private record Failure(int times, long untilNanos) {}

    private final NanoClock clock;
    private final Judging judging;
    private final Map<List<String>, Failure> failures = new HashMap<>();
    private int inARow;
    private long restUntilNanos;

    Tried(NanoClock clock, Judging judging) {
        this.clock = clock;
        this.judging = judging;
    }

    /** How long until anything may be tried again; 0 or less if now. */
    long restNanos() {
        return inARow == 0 ? 0 : restUntilNanos - clock.nanoTime();
    }

    int failuresInARow() {
        return inARow;
    }

    boolean waits(List<String> shape) {
        Failure failure = failures.get(shape);
        return failure != null && failure.untilNanos - clock.nanoTime() > 0;
    }

    void failed(List<String> shape, boolean harm) {
        int before = failures.containsKey(shape) ? failures.get(shape).times : 0;
        int times = before + (harm ? 2 : 1);
        double nanos = judging.penalty().toNanos() * Math.pow(judging.penaltyGrowth(), times - 1);
        long wait = (long) Math.min(nanos, (double) judging.penaltyMax().toNanos());
        failures.put(shape, new Failure(times, clock.nanoTime() + wait));
        restUntilNanos = clock.nanoTime() + (FIRST_REST_NANOS << Math.min(inARow, MAX_DOUBLINGS));
        inARow++;
    }

    void kept() {
        inARow = 0;
    }

    /** The load is another: what failed may do now. */
    void forget() {
        failures.clear();
        inARow = 0;
    }
}
