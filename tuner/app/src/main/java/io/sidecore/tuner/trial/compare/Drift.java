package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.statistics.Trend;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.ArmTotals;
import io.sidecore.tuner.trial.result.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What the machine did to two arms that the arms did not: drift from run to run, and CPU time that was stolen from one
 * of them rather than from the other. If that is more than the arms differ, the difference says nothing of them.
 */
final class Drift {

    /** A trend that is steeper than chance makes it this rarely is one. */
    private static final double CHANCE = 0.05;

    private Drift() {}

    /**
     * Why a difference is not to be trusted; absent if it is.
     *
     * @param least the difference, or the smallest that counts: what a drift must not exceed, as a share
     */
    static Optional<String> moreThan(double least, Measure measure, ArmResult arm, ArmResult base) {
        Optional<String> steal = steal(least, arm, base);
        return steal.isPresent() ? steal : fromRunToRun(least, measure, arm, base);
    }

    /** Of the CPU time that was stolen, only. */
    static Optional<String> steal(double least, ArmResult arm, ArmResult base) {
        OptionalDouble here = steal(arm);
        OptionalDouble there = steal(base);
        if (here.isEmpty() || there.isEmpty() || Math.abs(here.getAsDouble() - there.getAsDouble()) <= least) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "other machines took %.1f %% of the CPU time from %s and %.1f %% from %s (steal)",
                100 * here.getAsDouble(),
                arm.arm().name(),
                100 * there.getAsDouble(),
                base.arm().name()));
    }

    private static OptionalDouble steal(ArmResult arm) {
        OptionalDouble ofRuns = arm.runs().stream()
                .map(RunResult::stealShare)
                .flatMapToDouble(OptionalDouble::stream)
                .average();
        return ofRuns.isPresent()
                ? ofRuns
                : arm.totals().map(ArmTotals::stealShare).orElse(OptionalDouble.empty());
    }

    private static Optional<String> fromRunToRun(double least, Measure measure, ArmResult arm, ArmResult base) {
        double slope = slope(measure, arm, base);
        double distance = Pair.of(measure, arm, base).stream()
                .mapToDouble(Pair::distance)
                .average()
                .orElse(0);
        double drift = Math.expm1(Math.abs(slope) * distance);
        return drift <= least
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "the same arm's %s drifted by %.1f %% from run to run, which is %.1f %% between the runs compared",
                        measure.text(),
                        100 * Math.expm1(Math.abs(slope)),
                        100 * drift));
    }

    /** Rise of the logarithm from one run to the next, of both arms together; 0 if there is none to be seen. */
    private static double slope(Measure measure, ArmResult arm, ArmResult base) {
        List<List<RunResult>> rows = Stream.of(arm, base)
                .map(one -> one.runs().stream()
                        .filter(run -> Pair.log(measure, run).isPresent())
                        .toList())
                .filter(row -> !row.isEmpty())
                .toList();
        List<double[]> places = new ArrayList<>();
        List<double[]> logs = new ArrayList<>();
        for (List<RunResult> row : rows) {
            places.add(row.stream().mapToDouble(RunResult::place).toArray());
            logs.add(row.stream()
                    .mapToDouble(run -> Pair.log(measure, run).orElseThrow())
                    .toArray());
        }
        Optional<Trend> trend = Trend.of(places.toArray(new double[0][]), logs.toArray(new double[0][]));
        return trend.isPresent()
                ? trend.filter(found -> found.chance() < CHANCE)
                        .map(Trend::slope)
                        .orElse(0.0)
                : againstItself(places, logs);
    }

    /** Two runs of a baseline and one between them leave nothing to test with: what they differ by is taken as it is. */
    private static double againstItself(List<double[]> places, List<double[]> logs) {
        double steepest = 0;
        for (int row = 0; row < places.size(); row++) {
            int last = places.get(row).length - 1;
            if (last > 0) {
                double slope = (logs.get(row)[last] - logs.get(row)[0]) / (places.get(row)[last] - places.get(row)[0]);
                steepest = Math.abs(slope) > Math.abs(steepest) ? slope : steepest;
            }
        }
        return steepest;
    }
}
