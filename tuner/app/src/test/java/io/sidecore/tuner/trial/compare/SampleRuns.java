package io.sidecore.tuner.trial.compare;

import io.sidecore.tuner.SampleArm;
import io.sidecore.tuner.trial.result.ArmResult;
import io.sidecore.tuner.trial.result.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** Two arms, base and arm, that ran several times; runs are made up, and their throughput only. */
final class SampleRuns {

    private final Random random;
    private final double noise;
    private final List<RunResult> arm = new ArrayList<>();
    private final List<RunResult> base = new ArrayList<>();

    /** @param noise of the logarithm of a run's throughput, as a standard deviation */
    SampleRuns(long seed, double noise) {
        this.random = new Random(seed);
        this.noise = noise;
    }

    /**
     * Blocks in an order that is drawn.
     *
     * @param effect arm over base
     * @param drift what the machine makes of the throughput at a place
     */
    SampleRuns blocks(int count, double effect, IntToDoubleFunction drift) {
        for (int block = 1; block <= count; block++) {
            boolean armFirst = random.nextBoolean();
            int place = 2 * block - 1;
            arm.add(run(block, armFirst ? place : place + 1, effect, drift));
            base.add(run(block, armFirst ? place + 1 : place, 1, drift));
        }
        return this;
    }

    /** A B A B A: the arm between runs of the base. */
    SampleRuns aba(int count, double effect, IntToDoubleFunction drift) {
        base.add(run(1, 1, 1, drift));
        for (int block = 1; block <= count; block++) {
            arm.add(run(block, 2 * block, effect, drift));
            base.add(run(block, 2 * block + 1, 1, drift));
        }
        return this;
    }

    /** A block for each, in which the arm gets so many times what the base gets. */
    SampleRuns ratios(double... armOverBase) {
        for (int block = 1; block <= armOverBase.length; block++) {
            arm.add(run(block, 2 * block - 1, armOverBase[block - 1], place -> 1));
            base.add(run(block, 2 * block, 1, place -> 1));
        }
        return this;
    }

    Comparison compare() {
        return Comparison.of(Measure.THROUGHPUT, arm(), base(), 0.03).orElseThrow();
    }

    ArmResult arm() {
        return SampleArm.fixed("arm", "arm").runs(arm).build();
    }

    ArmResult base() {
        return SampleArm.fixed("base", "base").runs(base).build();
    }

    private RunResult run(int block, int place, double effect, IntToDoubleFunction drift) {
        double value = 1e6 * effect * drift.applyAsDouble(place) * Math.exp(noise * random.nextGaussian());
        OptionalDouble none = OptionalDouble.empty();
        return new RunResult(block, place, true, 0, OptionalDouble.of(value), none, none, OptionalDouble.of(0));
    }
}
