package io.sidecore.tuner.trial;

import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.ArmTotals;
import io.sidecore.tuner.trial.result.HostFacts;
import io.sidecore.tuner.trial.result.Phase;
import io.sidecore.tuner.trial.result.TrialResult;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Runs the arms of a trial one after the other, in the order and as often as its design says. An arm that fails leaves its problem in the result, and the next runs. */
public final class TrialRunner {

    private final TrialPlan plan;
    private final ArmParts parts;
    private final TrialBench bench;

    public TrialRunner(TrialPlan plan, ArmParts parts, TrialBench bench) {
        this.plan = plan;
        this.parts = parts;
        this.bench = bench;
    }

    /**
     * Runs every arm.
     *
     * @throws TrialInterrupted if the operator ended it
     */
    public TrialResult run(HostFacts host) {
        String startedAt = bench.clock().now().truncatedTo(ChronoUnit.SECONDS).toString();
        List<ArmRuns> runs = plan.arms().stream().map(ArmRuns::new).toList();
        List<Turn> turns = plan.turns();
        Duration left = turns.stream().map(this::planned).reduce(Duration.ZERO, Duration::plus);
        for (Turn turn : turns) {
            left = left.minus(planned(turn));
            ArmRun.Rest rest = new ArmRun.Rest(turns.size(), left, best(results(runs)));
            ArmResult result = new ArmRun(turn, plan, parts, bench, rest).run();
            result.problems()
                    .forEach(problem -> bench.progress().problem(turn.arm().name(), problem));
            runs.get(plan.arms().indexOf(turn.arm())).add(turn, result);
        }
        bench.progress().done();
        return new TrialResult(
                TrialResult.SCHEMA_VERSION,
                startedAt,
                plan.seed(),
                plan.load(),
                plan.measure().toMillis() / 1000.0,
                plan.design(),
                host,
                results(runs));
    }

    private Duration planned(Turn turn) {
        return plan.plannedFrom(turn.arm(), Phase.START);
    }

    private static List<ArmResult> results(List<ArmRuns> runs) {
        return runs.stream().filter(arm -> !arm.isEmpty()).map(ArmRuns::result).toList();
    }

    /** The arm with the highest throughput so far; noise is left to the conclusion. */
    private static Optional<String> best(List<ArmResult> results) {
        Optional<ArmResult> best = Optional.empty();
        double most = -1;
        for (ArmResult result : results) {
            double throughput = result.totals().map(ArmTotals::packetsPerSecond).orElse(-1.0);
            if (throughput > most) {
                best = Optional.of(result);
                most = throughput;
            }
        }
        return best.map(result -> words(result, result.totals().orElseThrow()));
    }

    private static String words(ArmResult result, ArmTotals totals) {
        String latency = totals.latencyMicros()
                .map(micros -> String.format(Locale.ROOT, ", p99 %.0f us", micros.p99()))
                .orElse("");
        return String.format(
                Locale.ROOT, "%s %.0f k packets/s%s", result.arm().name(), totals.packetsPerSecond() / 1000, latency);
    }
}
