package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.ArmTotals;
import io.sidecore.tuner.trial.result.RunResult;
import java.util.OptionalDouble;

/** Makes of a run what is compared across runs. */
public final class Runs {

    private Runs() {}

    /**
     * What one run came to.
     *
     * @param run an arm that ran once
     * @param block from 1
     * @param place in the order of all runs of the trial, from 1
     */
    public static RunResult of(ArmResult run, int block, int place) {
        SteadyPart steady = SteadyPart.of(run);
        boolean found = steady.found() && run.totals().isPresent();
        OptionalDouble steal = run.totals().map(ArmTotals::stealShare).orElse(OptionalDouble.empty());
        return new RunResult(
                block,
                place,
                found,
                steady.cutSeconds(),
                found ? Measure.THROUGHPUT.steady(run) : OptionalDouble.empty(),
                found ? Measure.P99.steady(run) : OptionalDouble.empty(),
                found ? Measure.WORKER_CPU.steady(run) : OptionalDouble.empty(),
                steal);
    }
}
