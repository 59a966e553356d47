package io.sidecore.collector.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What observers add to the CPU time of a generator's event. Each is measured in pairs of windows, with it and without it;
 * the order within a pair turns around each time (A B B A), so that a machine that drifts favours nobody. Observers take
 * turns, so that all of them see the same machine.
 */
final class AddedCost {

    private static final double WINDOW_SECONDS = 0.2;

    private final Generator generator;

    AddedCost(Generator generator) {
        this.generator = generator;
    }

    /**
     * Nanoseconds per event, for each of the observers.
     *
     * @param pairs of windows for each
     */
    List<Quartiles> of(List<Observer> observers, int pairs) throws SkippedException {
        List<List<Double>> added = new ArrayList<>();
        observers.forEach(observer -> added.add(new ArrayList<>()));
        for (int pair = 0; pair < pairs; pair++) {
            for (int i = 0; i < observers.size(); i++) {
                added.get(i).add(pair(observers.get(i), pair % 2 == 0));
            }
        }
        return added.stream().map(Quartiles::of).toList();
    }

    private double pair(Observer observer, boolean aloneFirst) throws SkippedException {
        double alone = aloneFirst ? generator.nanosPerEvent(WINDOW_SECONDS) : 0;
        double observed;
        Observer.Running running = observer.start();
        try {
            observed = generator.nanosPerEvent(WINDOW_SECONDS);
        } finally {
            running.close();
        }
        if (!aloneFirst) {
            alone = generator.nanosPerEvent(WINDOW_SECONDS);
        }
        return observed - alone;
    }
}
