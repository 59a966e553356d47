package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.policies.Placement;
import java.util.EnumMap;
import java.util.Map;

/**
 * How much a placement is unlike the present one, and how far the model may be wrong about it: little where only numbers
 * differ, most where guests come to be polled that were not, or the other way round. What was tried is less of a novelty.
 */
final class Novelty {

    private static final double OF_MODE = 0.65;
    private static final double OF_PINNING = 0.25;
    private static final double OF_ANYTHING = 0.1;
    private static final double FIRST_ERROR = 0.08;
    private static final double BELIEF = 0.4;

    /** Mean error of what was expected of a change to that mode. */
    private final Map<PollMode.Kind, Double> errors = new EnumMap<>(PollMode.Kind.class);

    /** By how much more than expected a change may bring, or less. */
    double error(Placement before, Placement after) {
        double sum = 0;
        for (QueueId queue : after.queues().keySet()) {
            Placement.Setting now = setting(before, queue);
            Placement.Setting then = setting(after, queue);
            double novelty = OF_ANYTHING
                    + (now.mode().kind() == then.mode().kind() ? 0 : OF_MODE)
                    + ((now.cpus().count() == 1) == (then.cpus().count() == 1) ? 0 : OF_PINNING);
            sum += novelty * errors.getOrDefault(then.mode().kind(), FIRST_ERROR);
        }
        return after.queues().isEmpty() ? 0 : sum / after.queues().size();
    }

    private static Placement.Setting setting(Placement placement, QueueId queue) {
        return placement.setting(
                placement.queues().getOrDefault(queue, placement.workers().firstKey()));
    }

    /** So much was expected of it, and so much came. */
    void learn(Placement after, double expected, double realised) {
        double wrong = Math.abs(realised - expected);
        after.workers()
                .forEach((worker, setting) -> errors.merge(
                        setting.mode().kind(),
                        FIRST_ERROR + BELIEF * (wrong - FIRST_ERROR),
                        (old, fresh) -> old + BELIEF * (wrong - old)));
    }
}
