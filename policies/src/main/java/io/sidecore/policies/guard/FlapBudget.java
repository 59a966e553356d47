package io.sidecore.policies.guard;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Feedback;
import io.sidecore.policies.NanoClock;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Policy;
import io.sidecore.policies.Reason;
import io.sidecore.policies.document.Guards;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A flap is a kept change that brings back a placement that was left within the flap window. After too many of them the
 * policy holds still until the oldest is out of the window: if both placements were judged better than the other, the
 * judge sees noise, or the load itself goes to and fro faster than it pays to follow.
 */
public final class FlapBudget implements Policy, Feedback {

    /** Keeps memory bounded where nothing ever repeats. */
    private static final int MAX_REMEMBERED = 256;

    private record Left(List<String> shape, long atNanos) {}

    private final NanoClock clock;
    private final Guards limits;
    private final Policy inner;
    private final Deque<Left> left = new ArrayDeque<>();
    private final Deque<Long> flapsAtNanos = new ArrayDeque<>();
    private List<String> shape = List.of();

    public FlapBudget(NanoClock clock, Guards limits, Policy inner) {
        this.clock = clock;
        this.limits = limits;
        this.inner = inner;
    }

    @Override
    public Decision decide(Observation now, Placement current) {
        shape = Shape.of(current);
        Decision decision = inner.decide(now, current);
        forgetOld();
        if (decision instanceof Decision.Hold || flapsAtNanos.size() <= limits.maxFlaps()) {
            return decision;
        }
        long leftNanos = flapsAtNanos.getFirst() + limits.flapWindow().toNanos() - clock.nanoTime();
        return new Decision.Hold(Reason.of(
                "went to and fro " + flapsAtNanos.size() + " times; holds still for another " + Seconds.of(leftNanos)));
    }

    @Override
    public void kept(Decision decision, Placement after) {
        List<String> reached = Shape.of(after);
        if (reached.equals(shape)) {
            return; // for instance an empty worker was retired
        }
        if (left.stream().anyMatch(earlier -> earlier.shape().equals(reached))) {
            flapsAtNanos.addLast(clock.nanoTime());
        }
        left.addLast(new Left(shape, clock.nanoTime()));
        if (left.size() > MAX_REMEMBERED) {
            left.removeFirst();
        }
        shape = reached;
    }

    @Override
    public void undone(Decision decision, Placement after, Harm harm) {
        // A try that was undone is no flap: its price grows instead.
    }

    private void forgetOld() {
        long oldestNanos = clock.nanoTime() - limits.flapWindow().toNanos();
        while (!left.isEmpty() && left.getFirst().atNanos() - oldestNanos < 0) {
            left.removeFirst();
        }
        while (!flapsAtNanos.isEmpty() && flapsAtNanos.getFirst() - oldestNanos < 0) {
            flapsAtNanos.removeFirst();
        }
    }
}
