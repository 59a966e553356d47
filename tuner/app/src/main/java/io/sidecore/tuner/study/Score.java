package io.sidecore.tuner.study;

import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.Observations;
import io.sidecore.policies.Objective;
import io.sidecore.policies.objective.BoundedP99;
import io.sidecore.tuner.simulator.scenario.GuestSpec;
import io.sidecore.tuner.simulator.scenario.Scenario;
import io.sidecore.tuner.simulator.scenario.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a run was worth by an objective: the mean utility of all steps that count. Those do not that are at the beginning or
 * right after a change, as long as a controller is given to find out.
 */
final class Score {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Of moments, in seconds: less than a sample's step. */
    private static final double TOLERANCE = 1e-6;

    /** A part of the run that counts. */
    record Phase(double from, double to) {}

    private final Objective objective;
    private final List<Phase> phases;
    private @Nullable Sample last;
    private double sum;
    private double weight;
    private double delivered;
    private double bounded;
    private double withinBounds;

    private Score(Objective objective, List<Phase> phases) {
        this.objective = objective;
        this.phases = phases;
    }

    /**
     * Of a scenario.
     *
     * @param first seconds from the beginning that do not count
     * @param after seconds from each scene on that do not count
     */
    static Score of(Scenario scenario, Objective objective, double first, double after) {
        TreeSet<Double> starts = new TreeSet<>();
        for (Scene scene : scenario.scenes()) {
            starts.add(scene.at());
        }
        for (GuestSpec guest : scenario.guests()) {
            starts.add(guest.comes());
        }
        starts.removeIf(at -> at <= 0 || at >= scenario.seconds());
        List<Phase> phases = new ArrayList<>();
        double from = first;
        for (double at : starts) {
            add(phases, from, at);
            from = Math.max(first, at + after);
        }
        add(phases, from, scenario.seconds());
        return new Score(objective, phases);
    }

    private static void add(List<Phase> phases, double from, double to) {
        if (to - from >= 0.5) {
            phases.add(new Phase(from, to));
        }
    }

    /** Takes a sample in; they come in order. */
    void add(Sample sample) {
        double now = sample.atNanos() / NANOS_PER_SECOND;
        if (last != null && isCounted(last.atNanos() / NANOS_PER_SECOND, now)) {
            Observation observation = Observations.between(last, sample);
            double seconds = observation.window().toNanos() / NANOS_PER_SECOND;
            sum += seconds * objective.utility(observation);
            delivered += seconds * observation.deliveredPerSecond();
            weight += seconds;
            List<BoundedP99> bounds = objective.bounded(observation);
            bounded += bounds.isEmpty() ? 0 : seconds;
            withinBounds += !bounds.isEmpty() && bounds.stream().allMatch(BoundedP99::isMet) ? seconds : 0;
        }
        last = sample;
    }

    private boolean isCounted(double from, double to) {
        return phases.stream().anyMatch(phase -> from >= phase.from - TOLERANCE && to <= phase.to + TOLERANCE);
    }

    /** Mean utility of what counts; e^difference is the ratio of two. */
    double utility() {
        return weight == 0 ? 0 : sum / weight;
    }

    /** Share of the time with a bounded p99 in which each was within its bound; absent if there was none. */
    OptionalDouble withinBounds() {
        return bounded == 0 ? OptionalDouble.empty() : OptionalDouble.of(withinBounds / bounded);
    }

    double deliveredPerSecond() {
        return weight == 0 ? 0 : delivered / weight;
    }
}
