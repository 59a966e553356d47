package io.sidecore.tuner.control;

import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.sample.SampleSource;
import io.sidecore.collector.signal.Observation;
import io.sidecore.collector.signal.QueueLoad;
import io.sidecore.policies.Objective;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The samples since the last change: the utility of each step, for the judge, and one observation over several steps, for
 * the policy. Starts anew when guests come or go, since before and after are not comparable then.
 */
public final class Window {

    /** Steps that the policy sees as one: 0.5 s at 100 ms. */
    private static final int SMOOTHED_STEPS = 5;

    /** Utilities kept; as many windows as a judge can ask for. */
    private static final int MAX_UTILITIES = 1000;

    private final SampleSource source;
    private final Derivation derivation;
    private final Objective objective;
    private final Consumer<Observation> listener;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final Deque<Double> utilities = new ArrayDeque<>();
    private Optional<Set<QueueId>> guests = Optional.empty();
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
     * @return whether guests came or went, so that the window began anew
     */
    boolean read() {
        Sample sample = source.read();
        Optional<Sample> last = Optional.ofNullable(samples.peekLast());
        samples.addLast(sample);
        if (last.isEmpty()) {
            return false;
        }
        Observation now = derivation.between(last.get(), sample);
        listener.accept(now);
        if (skip > 0) {
            skip--;
            keepLastSample();
            return guestsChanged(now);
        }
        if (guestsChanged(now)) {
            begin(0);
            return true;
        }
        if (samples.size() > SMOOTHED_STEPS + 1) {
            samples.removeFirst();
        }
        utilities.addLast(objective.utility(now));
        if (utilities.size() > MAX_UTILITIES) {
            utilities.removeFirst();
        }
        return false;
    }

    /** Forgets everything up to now, and the next {@code skip} steps as well. */
    void begin(int steps) {
        utilities.clear();
        keepLastSample();
        skip = steps;
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
