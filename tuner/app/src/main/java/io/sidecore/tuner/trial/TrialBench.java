package io.sidecore.tuner.trial;

import io.sidecore.tuner.trial.child.RunScope;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a trial stands on.
 *
 * @param clock the time
 * @param hostTimes reads the CPU times of the machine
 * @param progress shows how far it is
 * @param scope takes all that must not stay behind
 */
public record TrialBench(
        TrialClock clock, Supplier<Optional<HostTimes>> hostTimes, Progress progress, RunScope scope) {}
