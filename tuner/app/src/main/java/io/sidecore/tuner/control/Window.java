package io.sidecore.tuner.control;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.SampleSource;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.policies.Objective;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * The samples since the last change: the utility of each step, for the judge, and one observation over several steps, for
 * the policy. Starts anew when guests come or go, or when the load changes at once by a factor of two or more.
 */
public final class Window {

    /** Steps that the policy sees as one: 0.5 s at 100 ms. */
    private static final int SMOOTHED_STEPS = 5;

    /** Utilities kept; as many windows as a judge can ask for. */
    static final int MAX_UTILITIES = 1000;

    /** So many steps in a row must agree that the load changed. */
    private static final int SHIFT_STEPS = 3;

    /** Steps before those that say what is usual. */
    private static final int USUAL_STEPS = 10;

    /** Fewer of them say nothing. */
    private static final int MIN_USUAL_STEPS = 4;

    /** ln 2: twice or half the traffic, at a throughput weight of 1. */
    private static final double SHIFT = 0.69;

    /** On a noisy machine utilities swing by more than that; then by so many standard deviations. */
    private static final double SHIFT_DEVIATIONS = 3;

    /** Steps from which their noise can be told. */
    private static final int NOISE_STEPS = 6;

    /** Standard deviation over median absolute deviation, of normal noise. */
    private static final double DEVIATION_BY_MAD = 1.4826;

    private final SampleSource source;
    private final Derivation derivation;
    private final Objective objective;
    private final Consumer<Observation> listener;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final Deque<Double> utilities = new ArrayDeque<>();
    private Optional<Set<QueueId>> guests = Optional.empty();
    private double deviation;
    private int skip;

    /** @param listener is told of each observation, one for each step */
    public Window(SampleSource source, Derivation derivation, Objective objective, Consumer<Observation> listener) {
        this.source = source;
        this.derivation = derivation;
        this.objective = objective;
        this.listener = listener;
    }

    /**
     * Takes a sample in.
     *
     * @return why the window began anew, if it did: what was before cannot be compared with what comes
     */
    Optional<Disturbance> read() {
        Sample sample = source.read();
        Optional<Sample> last = Optional.ofNullable(samples.peekLast());
        samples.addLast(sample);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        Observation now = derivation.between(last.get(), sample);
        listener.accept(now);
        Optional<Disturbance> disturbance = guestsChanged(now) ? Optional.of(Disturbance.GUESTS) : Optional.empty();
        if (disturbance.isEmpty() && skip == 0) {
            add(now);
            disturbance = hasShifted() ? Optional.of(Disturbance.LOAD) : Optional.empty();
        }
        if (skip > 0 || disturbance.isPresent()) {
            begin(Math.max(0, skip - 1));
        }
        return disturbance;
    }

    private void add(Observation now) {
        if (samples.size() > SMOOTHED_STEPS + 1) {
            samples.removeFirst();
        }
        utilities.addLast(objective.utility(now));
        if (utilities.size() > MAX_UTILITIES) {
            utilities.removeFirst();
        }
    }

    /** Whether the last few utilities are all far above, or all far below, what was usual before them. */
    private boolean hasShifted() {
        double[] usual = usual();
        if (usual.length < MIN_USUAL_STEPS) {
            return false;
        }
        double median = new Median().evaluate(usual);
        double[] newest = utilities(SHIFT_STEPS);
        return Arrays.stream(newest).allMatch(utility -> utility > median + shift())
                || Arrays.stream(newest).allMatch(utility -> utility < median - shift());
    }

    private double shift() {
        return Math.max(SHIFT, SHIFT_DEVIATIONS * deviation);
    }

    /** Whether the newest step is like those before; if not, the load may be about to change. */
    boolean isSteady() {
        double[] usual = usual();
        return usual.length < MIN_USUAL_STEPS || Math.abs(utilities(1)[0] - new Median().evaluate(usual)) <= shift();
    }

    /** The utilities of the steps before the last few. */
    private double[] usual() {
        double[] recent = utilities(USUAL_STEPS + SHIFT_STEPS);
        return Arrays.copyOf(recent, Math.max(0, recent.length - SHIFT_STEPS));
    }

    /** Forgets everything up to now, and the next {@code skip} steps as well. */
    void begin(int steps) {
        noteNoise();
        utilities.clear();
        keepLastSample();
        skip = steps;
    }

    /** The noise of this machine stays, whatever is about to change. */
    private void noteNoise() {
        double[] recent = utilities(USUAL_STEPS);
        if (recent.length >= NOISE_STEPS) {
            double median = new Median().evaluate(recent);
            double[] apart = Arrays.stream(recent)
                    .map(utility -> Math.abs(utility - median))
                    .toArray();
            deviation = DEVIATION_BY_MAD * new Median().evaluate(apart);
        }
    }

    /** Steps seen since it began. */
    int steps() {
        return utilities.size();
    }

    /** The newest utilities, oldest first. */
    double[] utilities(int newest) {
        List<Double> all = List.copyOf(utilities);
        return all.subList(Math.max(0, all.size() - newest), all.size()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /** The last steps as one observation; there must have been a step. */
    Observation smoothed() {
        return derivation.between(samples.getFirst(), samples.getLast());
    }

    private void keepLastSample() {
        while (samples.size() > 1) {
            samples.removeFirst();
        }
    }

    private boolean guestsChanged(Observation now) {
        Set<QueueId> seen = now.queues().stream().map(QueueLoad::queue).collect(Collectors.toSet());
        boolean changed = guests.isPresent() && !guests.get().equals(seen);
        guests = Optional.of(seen);
        return changed;
    }
}
