package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.statistics.Mser5;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.Phase;
import io.sidecore.tuner.trial.result.TrafficPoint;
import java.util.List;
import java.util.OptionalInt;

/**
 * The part of an arm's measured seconds that is compared: what comes before it is warm-up that outlasted its phase.
 * Found by {@link Mser5} on throughput and on median latency, whichever settles later; tails of latency are left out of
 * this, since a rule that cuts up to the worst interval would flatter the arm.
 *
 * @param found whether there is one
 * @param cutSeconds what was left out, since the measured seconds began
 * @param fromSeconds when it begins, since the arm began
 */
record SteadyPart(boolean found, double cutSeconds, double fromSeconds) {

    static SteadyPart of(ArmResult arm) {
        List<TrafficPoint> traffic = arm.measuredTraffic();
        double start = arm.phase(Phase.MEASURE).map(mark -> mark.startSeconds()).orElse(0.0);
        OptionalInt rate = Mser5.warmUp(
                traffic.stream().mapToDouble(TrafficPoint::packetsPerSecond).toArray());
        double[] medians = traffic.stream()
                .flatMap(point -> point.latencyMicros().stream())
                .mapToDouble(latency -> Math.log1p(latency.p50()))
                .toArray();
        // Intervals without a request have no latency: places in the two rows are then not the same moments.
        OptionalInt latency = medians.length == traffic.size() ? Mser5.warmUp(medians) : OptionalInt.of(0);
        if (rate.isEmpty() || latency.isEmpty()) {
            return new SteadyPart(false, 0, start);
        }
        int cut = Math.max(rate.getAsInt(), latency.getAsInt());
        double from = cut == 0 ? start : traffic.get(cut - 1).atSeconds();
        return new SteadyPart(true, Math.max(0, from - start), from);
    }

    /** Whether an interval that ends at a moment lies in it, but for a rounding error. */
    boolean contains(double atSeconds, double lengthSeconds) {
        return atSeconds - lengthSeconds / 2 > fromSeconds;
    }
}
