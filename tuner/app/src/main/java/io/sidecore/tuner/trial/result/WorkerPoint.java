package io.sidecore.tuner.trial.result;

import java.util.List;

/**
 * What the collector saw of the workers in one window.
 *
 * @param atSeconds end of the window, since the arm began
 * @param seconds length of the window
 */
public record WorkerPoint(double atSeconds, double seconds, List<WorkerShare> workers) {
    public WorkerPoint {
        Checks.notNegative("atSeconds", atSeconds);
        if (!(seconds > 0)) {
            throw new IllegalArgumentException("a window must last longer than 0 s: " + seconds);
        }
        workers = List.copyOf(workers);
    }

    /** Those windows that ended in the measured seconds; none if the arm had no such phase. */
    public static List<WorkerPoint> measured(List<WorkerPoint> windows, List<PhaseMark> phases) {
        return phases.stream()
                .filter(mark -> mark.phase() == Phase.MEASURE)
                .findFirst()
                .map(measure -> windows.stream()
                        .filter(window -> measure.contains(window.atSeconds()))
                        .toList())
                .orElse(List.of());
    }

    /** CPUs that all workers together used; 1.0 is one whole CPU. */
    public double cores() {
        return workers.stream().mapToDouble(WorkerShare::onCpu).sum();
    }
}
