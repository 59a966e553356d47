package io.sidecore.policies.guard;

import io.sidecore.policies.Decision;
import io.sidecore.policies.Feedback;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import io.sidecore.policies.Refusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which changes were refused, until each refusal is over. A change goes by the {@link Shape} that it leads to: other steps
 * to the same shape are refused as well. Whoever proposes changes asks, so that others can still be made.
 */
public final class Refusals implements Feedback {

    private record Standing(String reason, long untilNanos) {}

    private final NanoClock clock;
    private final Map<List<String>, Standing> standing = new HashMap<>();

    public Refusals(NanoClock clock) {
        this.clock = clock;
    }

    /** Turns a decision of the policy that was refused into a hold that says so. */
    public Policy respecting(Policy policy) {
        return (now, current) -> {
            Decision decision = policy.decide(now, current);
            return of(decision, current).<Decision>map(Refusals::hold).orElse(decision);
        };
    }

    /** The refusal of what this would lead to, with the time that is left of it. */
    public Optional<Refusal> of(Decision decision, Placement current) {
        return standing.isEmpty() || decision instanceof Decision.Hold
                ? Optional.empty() // shapes of thousands of queues cost something
                : of(Shape.of(current.after(decision)));
    }

    /** The refusal of a shape, with the time that is left of it. */
    public Optional<Refusal> of(List<String> shape) {
        return Optional.ofNullable(standing.get(shape))
                .filter(this::isOn)
                .map(refusal -> new Refusal(refusal.reason, Duration.ofNanos(refusal.untilNanos - clock.nanoTime())));
    }

    private boolean isOn(Standing refusal) {
        return refusal.untilNanos - clock.nanoTime() > 0;
    }

    /** The hold that a refusal makes of a change. */
    public static Decision.Hold hold(Refusal refusal) {
        return new Decision.Hold(
                Reason.of("refused for another " + Seconds.of(refusal.holds().toNanos()) + ": " + refusal.reason()));
    }

    @Override
    public void refused(Decision decision, Placement current, Refusal refusal) {
        standing.values().removeIf(earlier -> !isOn(earlier));
        if (!refusal.holds().isZero()) {
            standing.put(
                    Shape.of(current.after(decision)),
                    new Standing(
                            refusal.reason(), clock.nanoTime() + refusal.holds().toNanos()));
        }
    }

    @Override
    public void kept(Decision decision, Placement after) {
        // Another change was agreed to, which says nothing of those that were refused.
    }

    @Override
    public void undone(Decision decision, Placement after, Harm harm) {
        // As above.
    }
}
