package io.sidecore.policies.adaptive;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Placement;
import java.util.EnumMap;
import java.util.HashMap;
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

    /** A prediction that was worse than that was of something else than is measured: it makes nothing else worth a try. */
    private static final double MAX_ERROR = 0.2;

    /** A change that disappointed says less of others than one that surprised: most changes are for the worse. */
    private static final double MIN_BIAS = -0.03;

    /** Mean error of what was expected of a change to that mode. */
    private final Map<PollMode.Kind, Double> errors = new EnumMap<>(PollMode.Kind.class);

    private double bias;

    /**
     * What a change may bring beside what is expected.
     *
     * @param bias by how much changes were better than expected lately, or worse; those most that are most of a novelty
     * @param error by how much more it may bring, or less
     */
    record Doubt(double bias, double error) {}

    /** @param loads of the queues of the first placement, in their order, any unit: where there is none, nothing can be new */
    Doubt of(Placement before, Placement after, double[] loads) {
        Map<WorkerId, Placement.Setting> settingsBefore = new HashMap<>(before.workers());
        Map<WorkerId, Placement.Setting> settingsAfter = new HashMap<>(after.workers());
        Placement.Setting first = before.setting(before.workers().firstKey());
        double[] sums = new double[3];
        SideBySide.walk(before, after, (queue, number, was, is) -> {
            double load = number < 0 ? 0 : loads[number];
            Placement.Setting now = was == null ? first : settingsBefore.getOrDefault(was, first);
            Placement.Setting then = settingsAfter.getOrDefault(is, first);
            double novelty = load * novelty(now, then);
            sums[0] += novelty * bias;
            sums[1] += novelty * errors.getOrDefault(then.mode().kind(), FIRST_ERROR);
            sums[2] += load;
        });
        return sums[2] > 0 ? new Doubt(sums[0] / sums[2], sums[1] / sums[2]) : new Doubt(0, 0);
    }

    private static double novelty(Placement.Setting now, Placement.Setting then) {
        boolean alike = now.mode().kind() == then.mode().kind();
        boolean alikePinned = (now.cpus().count() == 1) == (then.cpus().count() == 1);
        return OF_ANYTHING + (alike ? 0 : OF_MODE) + (alikePinned ? 0 : OF_PINNING);
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
