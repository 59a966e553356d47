package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.policies.Placement;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

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

    /** A prediction that was worse than that was of something else than is measured: it makes nothing else worth a try. */
    private static final double MAX_ERROR = 0.2;

    /** A change that disappointed says less of others than one that surprised: most changes are for the worse. */
    private static final double MIN_BIAS = -0.03;

    /** Mean error of what was expected of a change to that mode. */
    private final Map<PollMode.Kind, Double> errors = new EnumMap<>(PollMode.Kind.class);

    private double bias;

    /**
     * By how much more than expected a change may bring, or less.
     *
     * @param loads of the queues, any unit: where there is no load, nothing can be new
     */
    double error(Placement before, Placement after, Map<QueueId, Double> loads) {
        return mean(
                before,
                after,
                loads,
                queue -> errors.getOrDefault(setting(after, queue).mode().kind(), FIRST_ERROR));
    }

    /** By how much changes were better than expected lately, or worse; those most that are most of a novelty. */
    double bias(Placement before, Placement after, Map<QueueId, Double> loads) {
        return mean(before, after, loads, queue -> bias);
    }

    private static double mean(
            Placement before, Placement after, Map<QueueId, Double> loads, ToDoubleFunction<QueueId> ofQueue) {
        double sum = 0;
        double weight = 0;
        for (QueueId queue : after.queues().keySet()) {
            double load = loads.getOrDefault(queue, 0.0);
            sum += load * novelty(setting(before, queue), setting(after, queue)) * ofQueue.applyAsDouble(queue);
            weight += load;
        }
        return weight > 0 ? sum / weight : 0;
    }

    private static double novelty(Placement.Setting now, Placement.Setting then) {
        boolean alike = now.mode().kind() == then.mode().kind();
        boolean alikePinned = (now.cpus().count() == 1) == (then.cpus().count() == 1);
        return OF_ANYTHING + (alike ? 0 : OF_MODE) + (alikePinned ? 0 : OF_PINNING);
    }

    private static Placement.Setting setting(Placement placement, QueueId queue) {
        return placement.setting(
                placement.queues().getOrDefault(queue, placement.workers().firstKey()));
    }

    /** So much was expected of it, and so much came. */
    void learn(Placement after, double expected, double realised) {
        double wrong = Math.max(-MAX_ERROR, Math.min(MAX_ERROR, realised - expected));
        bias += BELIEF * (Math.max(MIN_BIAS, wrong) - bias);
        after.workers().values().stream()
                .map(setting -> setting.mode().kind())
                .distinct()
                .forEach(kind -> {
                    double old = errors.getOrDefault(kind, FIRST_ERROR);
                    errors.put(kind, old + BELIEF * (Math.abs(wrong) - old));
                });
    }
}
