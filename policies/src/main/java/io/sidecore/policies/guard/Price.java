package io.sidecore.policies.guard;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Feedback;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import io.sidecore.policies.document.Judging;
import java.util.Optional;

/**
 * Each undone change of a kind raises the price of trying it again: the n-th in a row makes it wait
 * {@code penalty * growth^(n-1)}, at most {@code penaltyMax}; one that did harm counts twice. A kept change of the same kind forgives. A kept change of
 * another kind ends the wait, since what it is tried on is no longer what it failed on, but does not forget.
 */
public final class Price implements Policy, Feedback {

    private final String kind;
    private final NanoClock clock;
    private final Judging judging;
    private final Policy inner;
    private Optional<Decision> proposed = Optional.empty();
    private int undoneInARow;
    private int price;
    private boolean waiting;
    private long waitUntilNanos;

    /** @param kind what reasons call the change */
    public Price(String kind, NanoClock clock, Judging judging, Policy inner) {
        this.kind = kind;
        this.clock = clock;
        this.judging = judging;
        this.inner = inner;
    }

    @Override
    public Decision decide(Observation now, Placement current) {
        Decision decision = inner.decide(now, current);
        if (decision instanceof Decision.Hold) {
            return decision;
        }
        long leftNanos = waitUntilNanos - clock.nanoTime();
        waiting &= leftNanos > 0;
        if (waiting) {
            return new Decision.Hold(Reason.of("'" + kind + "' waits another " + Seconds.of(leftNanos)
                    + ", since it was undone " + undoneInARow + (undoneInARow == 1 ? " time" : " times in a row")));
        }
        proposed = Optional.of(decision);
        return decision;
    }

    @Override
    public void kept(Decision decision, Placement after) {
        if (proposed.filter(decision::equals).isPresent()) {
            undoneInARow = 0;
            price = 0;
        }
        waiting = false;
    }

    @Override
    public void undone(Decision decision, Placement after, Harm harm) {
        if (proposed.filter(decision::equals).isPresent()) {
            undoneInARow++;
            price += harm == Harm.DONE ? 2 : 1;
            waitUntilNanos = clock.nanoTime() + judging.penaltyNanos(price);
            waiting = true;
        }
    }
}
