package io.sidecore.tuner.report.diagnosis;

import io.sidecore.collector.signal.host.ExitRate;
import io.sidecore.collector.signal.host.GuestObservation;
import io.sidecore.collector.signal.host.GuestSeries;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Exits of a guest by reason, mean over the windows in which any were counted. */
final class ExitMeans {

    private static final Comparator<ExitRate> MOST =
            Comparator.comparingDouble(ExitRate::perSecond).reversed().thenComparing(ExitRate::reason);

    private ExitMeans() {}

    /** The most frequent first; empty if not counted. */
    static List<ExitRate> of(GuestSeries series) {
        List<GuestObservation> counted = series.windows().stream()
                .filter(window -> !window.exits().isEmpty())
                .toList();
        Map<String, double[]> sums = new HashMap<>();
        for (GuestObservation window : counted) {
            for (ExitRate exit : window.exits()) {
                double[] sum = sums.computeIfAbsent(exit.reason(), reason -> new double[2]);
                sum[0] += exit.perSecond() / counted.size();
                sum[1] += exit.outside() / counted.size();
            }
        }
        return sums.entrySet().stream()
                .map(entry -> new ExitRate(entry.getKey(), entry.getValue()[0], entry.getValue()[1]))
                .sorted(MOST)
                .toList();
    }
}
