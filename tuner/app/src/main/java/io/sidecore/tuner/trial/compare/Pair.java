package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A run of an arm and what stands beside it of another arm.
 *
 * @param logRatio natural logarithm of the arm's value over the other's
 * @param distance over how many places in the order of runs the two are compared: what drifts, drifts so far
 */
record Pair(double logRatio, double distance) {

    /**
     * The pairs that two arms make. If each run of one was bracketed by runs of the other (A/B/A), it stands against the
     * geometric mean of its neighbours; else against the run in the same block.
     */
    static List<Pair> of(Measure measure, ArmResult arm, ArmResult base) {
        List<Pair> pairs = bracketed(measure, arm, base);
        if (pairs.isEmpty()) {
            pairs = bracketed(measure, base, arm).stream()
                    .map(pair -> new Pair(-pair.logRatio(), pair.distance()))
                    .toList();
        }
        return pairs.isEmpty() ? inBlocks(measure, arm, base) : pairs;
    }

    /** Empty unless each run of the arm is between two of the base: in blocks some may be by chance. */
    private static List<Pair> bracketed(Measure measure, ArmResult arm, ArmResult base) {
        Set<Integer> places = base.runs().stream().map(RunResult::place).collect(Collectors.toSet());
        boolean all = arm.runs().stream()
                .allMatch(run -> places.contains(run.place() - 1) && places.contains(run.place() + 1));
        List<Double> ratios = new ArrayList<>();
        for (RunResult run : all ? arm.runs() : List.<RunResult>of()) {
            OptionalDouble before = logAt(measure, base, run.place() - 1);
            OptionalDouble after = logAt(measure, base, run.place() + 1);
            OptionalDouble here = log(measure, run);
            if (before.isPresent() && after.isPresent() && here.isPresent()) {
                ratios.add(here.getAsDouble() - (before.getAsDouble() + after.getAsDouble()) / 2);
            }
        }
        // What drifts evenly falls out; whether it did, a single bracket or two cannot tell.
        int distance = ratios.size() >= Estimate.FEWEST_BLOCKS ? 0 : 2;
        return ratios.stream().map(ratio -> new Pair(ratio, distance)).toList();
    }

    private static List<Pair> inBlocks(Measure measure, ArmResult arm, ArmResult base) {
        List<Pair> pairs = new ArrayList<>();
        for (RunResult run : arm.runs()) {
            for (RunResult other : base.runs()) {
                OptionalDouble here = log(measure, run);
                OptionalDouble there = log(measure, other);
                if (run.block() == other.block() && here.isPresent() && there.isPresent()) {
                    pairs.add(
                            new Pair(here.getAsDouble() - there.getAsDouble(), Math.abs(run.place() - other.place())));
                    break;
                }
            }
        }
        return pairs;
    }

    private static OptionalDouble logAt(Measure measure, ArmResult arm, int place) {
        return arm.runs().stream()
                .filter(run -> run.place() == place)
                .findFirst()
                .map(run -> log(measure, run))
                .orElse(OptionalDouble.empty());
    }

    /** Absent too for 0, which has no logarithm. */
    static OptionalDouble log(Measure measure, RunResult run) {
        OptionalDouble value = measure.of(run);
        return value.isPresent() && value.getAsDouble() > 0
                ? OptionalDouble.of(Math.log(value.getAsDouble()))
                : OptionalDouble.empty();
    }

    /** The logarithms of all runs that have one, in order. */
    static double[] logs(Measure measure, ArmResult arm) {
        return arm.runs().stream()
                .map(run -> log(measure, run))
                .flatMapToDouble(OptionalDouble::stream)
                .toArray();
    }
}
