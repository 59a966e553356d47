package io.sidecore.tuner.report;

import io.sidecore.tuner.report.svg.Figures;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.ArmTotals;
import io.sidecore.tuner.trial.result.DecisionCounts;
import io.sidecore.tuner.trial.result.LatencyMicros;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** One arm in the table of the HTML report; the text shows those columns that fit a terminal. */
final class Row {

    static final List<String> HEADINGS = List.of(
            "arm",
            "packets/s",
            "bit/s",
            "requests/s",
            "p50",
            "p99",
            "p99.9",
            "worker CPU",
            "kicks/pkt",
            "calls/pkt",
            "kept");

    private static final int BITS = 8;

    private Row() {}

    /** As many cells as {@link #HEADINGS}. */
    static List<String> of(ArmResult arm) {
        String name = arm.arm().name();
        return arm.totals()
                .map(totals -> List.of(
                        name,
                        Figures.large(totals.packetsPerSecond()),
                        Figures.large(BITS * totals.bytesPerSecond()),
                        Figures.large(totals.requestsPerSecond()),
                        micros(totals, LatencyMicros::p50),
                        micros(totals, LatencyMicros::p99),
                        micros(totals, LatencyMicros::p999),
                        Figures.three(totals.workerCpuCores()),
                        Figures.three(totals.kicksPerPacket()),
                        Figures.three(totals.callsPerPacket()),
                        changes(arm.decisionCounts())))
                .orElseGet(() -> notMeasured(arm));
    }

    private static String micros(ArmTotals totals, ToDoubleFunction<LatencyMicros> of) {
        Optional<LatencyMicros> latency = totals.latencyMicros();
        return latency.map(micros -> Figures.micros(of.applyAsDouble(micros))).orElse(Figures.NONE);
    }

    private static List<String> notMeasured(ArmResult arm) {
        String none = Figures.NONE;
        String name = arm.arm().name();
        String changes = changes(arm.decisionCounts());
        return List.of(name, none, none, none, none, none, none, none, none, none, changes);
    }

    private static String changes(DecisionCounts counts) {
        return counts.tried() == 0 ? Figures.NONE : counts.kept() + " of " + counts.tried();
    }
}
