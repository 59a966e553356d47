package io.sidecore.policies.adaptive;

import io.sidecore.policies.NanoClock;
import io.sidecore.policies.document.Judging;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Placements that were tried and undone, and what that costs: each waits {@code penalty} times {@code growth} for every
 * further time, and every undone try makes all others wait a little, twice as long with each in a row. When the load has
 * become another, all may be tried again.
 */
final class Tried {

    private static final long FIRST_REST_NANOS = 500_000_000L;
    private static final int MAX_DOUBLINGS = 12;

    private record Failure(int times, long untilNanos) {}

    private final NanoClock clock;
    private final Judging judging;
    private final Map<List<String>, Failure> failures = new HashMap<>();

    /** The same for changes of one kind, each of which would lead elsewhere. */
    private final Map<String, Failure> kinds = new HashMap<>();

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

    /** Whether this has to wait. */
    boolean waits(String kind, List<String> shape) {
        return waits(failures.get(shape)) || waits(kinds.get(kind));
    }

    private boolean waits(@Nullable Failure failure) {
        return failure != null && failure.untilNanos - clock.nanoTime() > 0;
    }

    void failed(String kind, List<String> shape, boolean harm) {
        failures.put(shape, again(failures.get(shape), harm ? 2 : 1));
        kinds.put(kind, again(kinds.get(kind), 1));
        restUntilNanos = clock.nanoTime() + (FIRST_REST_NANOS << Math.min(inARow, MAX_DOUBLINGS));
        inARow++;
    }

    private Failure again(@Nullable Failure before, int more) {
        int times = (before == null ? 0 : before.times) + more;
        return new Failure(times, clock.nanoTime() + judging.penaltyNanos(times));
    }

    /** Something was kept: what failed before was tried on another ground, but each placement itself is known. */
    void kept() {
        kinds.clear();
        inARow = 0;
    }

    /** The load is another: what failed may do now. */
    void forget() {
        failures.clear();
        kinds.clear();
        inARow = 0;
    }
}
