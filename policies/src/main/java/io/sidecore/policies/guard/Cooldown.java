package io.sidecore.policies.guard;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Feedback;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import java.time.Duration;
import java.util.Optional;

/** Keeps a policy still for a while after one of its changes was kept. */
public final class Cooldown implements Policy, Feedback {

    private final NanoClock clock;
    private final Duration quiet;
    private final Policy inner;
    private Optional<Decision> proposed = Optional.empty();
    private long quietUntilNanos;
    private boolean cooling;

    public Cooldown(NanoClock clock, Duration quiet, Policy inner) {
        this.clock = clock;
        this.quiet = quiet;
        this.inner = inner;
    }

    @Override
    public Decision decide(Observation now, Placement current) {
        Decision decision = inner.decide(now, current);
        if (decision instanceof Decision.Hold) {
            return decision;
        }
        long leftNanos = quietUntilNanos - clock.nanoTime();
        cooling &= leftNanos > 0;
        if (cooling) {
            return new Decision.Hold(
                    Reason.of("cools down for another " + Seconds.of(leftNanos) + ": " + decision.reason()));
        }
        proposed = Optional.of(decision);
        return decision;
    }

    @Override
    public void kept(Decision decision, Placement after) {
        if (proposed.filter(decision::equals).isPresent()) {
            cooling = true;
            quietUntilNanos = clock.nanoTime() + quiet.toNanos();
        }
    }

    @Override
    public void undone(Decision decision, Placement after, Harm harm) {
        // What was undone changed nothing: there is nothing to cool down from.
    }
}
