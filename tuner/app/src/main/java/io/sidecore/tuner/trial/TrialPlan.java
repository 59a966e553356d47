package io.sidecore.tuner.trial;

import io.sidecore.tuner.trial.result.Arm;
import io.sidecore.tuner.trial.result.Design;
import io.sidecore.tuner.trial.result.Phase;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a trial is to do.
 *
 * @param arms each once, in the order in which they are reported
 * @param seed of the load, and of the order of the arms
 * @param load what the guests do, in words
 * @param warmUp load before anything else, for every arm
 * @param search load after that, for adaptive arms only
 * @param measure load that is counted
 * @param design in which order the arms run, and how often
 */
public record TrialPlan(
        List<Arm> arms, long seed, String load, Duration warmUp, Duration search, Duration measure, Design design) {

    /** What starting and stopping take about, for the time left; measured times replace it as the arm goes on. */
    private static final Duration START = Duration.ofSeconds(2);

    private static final Duration STOP = Duration.ofMillis(500);

    public TrialPlan {
        arms = List.copyOf(arms);
        if (arms.isEmpty()) {
            throw new IllegalArgumentException("a trial needs an arm");
        }
        String names = arms.stream().map(Arm::name).collect(Collectors.joining(", "));
        if (design.baseline().isPresent() && !isArm(design.baseline().get(), arms)) {
            throw new IllegalArgumentException(
                    "the baseline " + design.baseline().get() + " is no arm of this trial (want one of " + names + ")");
        }
        if (design.kind() == Design.Kind.ABA && arms.size() < 2) {
            throw new IllegalArgumentException("a baseline needs another arm to be compared with it: " + names);
        }
        if (warmUp.isNegative() || search.isNegative()) {
            throw new IllegalArgumentException("warm-up and search must not be negative: " + warmUp + ", " + search);
        }
        if (measure.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "an arm must be measured for 1 s or longer: " + measure.toMillis() / 1000.0 + " s");
        }
    }

    private static boolean isArm(String name, List<Arm> arms) {
        return arms.stream().anyMatch(arm -> arm.name().equals(name));
    }

    /** Every run of every arm, in order. */
    public List<Turn> turns() {
        return Turn.of(design, arms, seed);
    }

    /** How long a phase of an arm is planned to take; zero if the arm has no such phase. */
    public Duration planned(Arm arm, Phase phase) {
        return switch (phase) {
            case START -> START;
            case WARM_UP -> warmUp;
            case SEARCH -> arm.adaptive() ? search : Duration.ZERO;
            case MEASURE -> measure;
            case STOP -> STOP;
        };
    }

    /** Load before the counted seconds. */
    public Duration beforeMeasure(Arm arm) {
        return warmUp.plus(planned(arm, Phase.SEARCH));
    }

    /** What is left of an arm at the start of a phase, that phase included. */
    public Duration plannedFrom(Arm arm, Phase phase) {
        Duration left = Duration.ZERO;
        for (Phase each : Phase.values()) {
            left = each.compareTo(phase) >= 0 ? left.plus(planned(arm, each)) : left;
        }
        return left;
    }
}
