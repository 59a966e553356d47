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
    private static final double FIRST_ERROR = 0.15;
    private static final double BELIEF = 0.4;
    private static final double MAX_BIAS = 0.2;

    /** Mean error of what was expected of a change to that mode. */
    private final Map<PollMode.Kind, Double> errors = new EnumMap<>(PollMode.Kind.class);

    private double bias;

    /** By how much more than expected a change may bring, or less. */
    double error(Placement before, Placement after) {
        return error(before, after, Double.NaN);
    }

    private double error(Placement before, Placement after, double each) {
        double sum = 0;
        for (QueueId queue : after.queues().keySet()) {
            Placement.Setting now = setting(before, queue);
            Placement.Setting then = setting(after, queue);
            double novelty = OF_ANYTHING
                    + (now.mode().kind() == then.mode().kind() ? 0 : OF_MODE)
                    + ((now.cpus().count() == 1) == (then.cpus().count() == 1) ? 0 : OF_PINNING);
            double error = errors.getOrDefault(then.mode().kind(), FIRST_ERROR);
            sum += novelty * (Double.isNaN(each) ? error : each);
        }
        return after.queues().isEmpty() ? 0 : sum / after.queues().size();
    }

    private static Placement.Setting setting(Placement placement, QueueId queue) {
        return placement.setting(
                placement.queues().getOrDefault(queue, placement.workers().firstKey()));
    }

    /** By how much changes were better than expected lately, those most that are most of a novelty. */
    double bias(Placement before, Placement after) {
        return bias * error(before, after, 1);
    }

    /** So much was expected of it, and so much came. */
    void learn(Placement after, double expected, double realised) {
        double wrong = realised - expected;
        bias += BELIEF * (Math.max(-MAX_BIAS, Math.min(MAX_BIAS, wrong)) - bias);
        after.workers()
                .forEach((worker, setting) -> errors.merge(
                        setting.mode().kind(),
                        FIRST_ERROR + BELIEF * (Math.abs(wrong) - FIRST_ERROR),
                        (old, fresh) -> old + BELIEF * (Math.abs(wrong) - old)));
    }
}
