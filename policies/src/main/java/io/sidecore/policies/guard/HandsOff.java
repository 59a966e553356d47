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
import io.sidecore.policies.Refusal;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Leaves alone what an administrator changed: a worker that is set otherwise than it was left, or a queue that went to
 * another worker although its own is still there, is not touched again while this tuner runs. One of these wraps a
 * whole policy and watches the placement; whoever proposes changes asks {@link Claims}, so that others can still be made.
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
                return isEmpty()
                        ? decision
                        : on(current, current.after(decision))
                                .<Decision>map(Claims::leftAlone)
                                .orElse(decision);
            };
        }

        private boolean isEmpty() {
            return workers.isEmpty() && queues.isEmpty();
        }

        /** What an administrator has changed that would be changed again, in words; absent if nothing is. */
        public Optional<String> on(Placement current, Placement after) {
            if (isEmpty()) {
                return Optional.empty();
            }
            Set<WorkerId> touched = new HashSet<>();
            current.queues().forEach((queue, worker) -> {
                WorkerId then = after.queues().get(queue);
                if (then != null && !worker.equals(then)) {
                    touched.add(worker);
                    touched.add(then);
                }
            });
            return workers.entrySet().stream()
                    .filter(claim -> {
                        Placement.Setting now = current.workers().get(claim.getKey());
                        Placement.Setting then = after.workers().get(claim.getKey());
                        return now != null && (touched.contains(claim.getKey()) || !now.equals(then));
                    })
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .or(() -> queues.entrySet().stream()
                            .filter(claim -> current.queues().containsKey(claim.getKey())
                                    && !current.queues()
                                            .get(claim.getKey())
                                            .equals(after.queues().get(claim.getKey())))
                            .map(Map.Entry::getValue)
                            .findFirst());
        }

        /** What is free to be changed: the workers that nobody has set, nor given a queue to, and what they serve. */
        public Placement free(Placement current) {
            if (isEmpty()) {
                return current;
            }
            NavigableMap<WorkerId, Placement.Setting> free = new TreeMap<>(current.workers());
            free.keySet().removeAll(workers.keySet());
            queues.keySet().stream()
                    .map(queue -> current.queues().get(queue))
                    .filter(Objects::nonNull)
                    .forEach(free::remove);
            NavigableMap<QueueId, WorkerId> served = new TreeMap<>(current.queues());
            served.values().removeIf(worker -> !free.containsKey(worker));
            return new Placement(free, served);
        }

        /** The hold that a claim makes of a change. */
        public static Decision.Hold leftAlone(String claim) {
            return new Decision.Hold(Reason.of(claim + "; left alone"));
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

    @Override
    public void refused(Decision decision, Placement current, Refusal refusal) {
        expected = Optional.of(current);
    }

    private void compare(Placement left, Placement current) {
        ForeignChanges changes = ForeignChanges.between(left, current);
        changes.workers()
                .forEach((worker, setting) -> claims.workers.put(worker, ForeignChanges.inWords(worker, setting)));
        changes.queues().forEach((queue, worker) -> claims.queues.put(queue, ForeignChanges.inWords(queue, worker)));
    }
}
