package io.sidecore.policies.guard;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Feedback;
import io.sidecore.policies.ForeignChanges;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Leaves alone what an administrator changed: a worker that is set otherwise than it was left, or a queue that went to
 * another worker although its own is still there, is not touched again while this tuner runs. One of these wraps a
 * whole policy and watches the placement; {@link Claims#respecting} wraps each rule, so that the others can still act.
 */
public final class HandsOff implements Policy, Feedback {

    private final Policy inner;
    private final Claims claims;
    private Optional<Placement> expected = Optional.empty();

    public HandsOff(Claims claims, Policy inner) {
        this.claims = claims;
        this.inner = inner;
    }

    /** What administrators have changed so far, and how reasons put it. */
    public static final class Claims {
        private final Map<WorkerId, String> workers = new TreeMap<>();
        private final Map<QueueId, String> queues = new TreeMap<>();

        /** Turns a decision of the rule that touches a claimed object into a hold. */
        public Policy respecting(Policy rule) {
            return (now, current) -> {
                Decision decision = rule.decide(now, current);
                return decision.match(new Touched(current))
                        .flatMap(this::claim)
                        .<Decision>map(claim -> new Decision.Hold(Reason.of(claim + "; left alone")))
                        .orElse(decision);
            };
        }

        private Optional<String> claim(Touched.Objects touched) {
            Optional<String> worker = touched.workers().stream()
                    .map(workers::get)
                    .filter(Objects::nonNull)
                    .findFirst();
            return worker.or(() -> touched.queues().stream()
                    .map(queues::get)
                    .filter(Objects::nonNull)
                    .findFirst());
        }
    }

    @Override
    public Decision decide(Observation now, Placement current) {
        expected.ifPresent(placement -> compare(placement, current));
        Decision decision = claims.respecting(inner).decide(now, current);
        expected = decision instanceof Decision.Hold ? Optional.of(current) : Optional.empty();
        return decision;
    }

    @Override
    public void kept(Decision decision, Placement after) {
        expected = Optional.of(after);
    }

    @Override
    public void undone(Decision decision, Placement after, Harm harm) {
        expected = Optional.of(after);
    }

    private void compare(Placement left, Placement current) {
        ForeignChanges changes = ForeignChanges.between(left, current);
        changes.workers()
                .forEach((worker, setting) -> claims.workers.put(worker, ForeignChanges.inWords(worker, setting)));
        changes.queues().forEach((queue, worker) -> claims.queues.put(queue, ForeignChanges.inWords(queue, worker)));
    }
}
