package io.sidecore.tuner.trial;

import io.sidecore.tuner.trial.child.Child;
import io.sidecore.tuner.trial.result.Arm;
import java.nio.file.Path;
import java.time.Duration;

/** How to start the live parts of an arm, in this order. Each may throw {@link ArmFailure} with one clear line. */
public interface ArmParts {

    /** Starts the backend. It prints a line once guests can connect. */
    Child startBackend(Arm arm, Path directory);

    /**
     * Connects the control loop, with the arm's policy, to the backend that is running now. The loop does not run by
     * itself: the trial steps it.
     *
     * @param turn which arm, and which run of it
     * @param decisions to be told of each decision that the loop carries out
     */
    Steering steer(Turn turn, Path directory, DecisionLog decisions);

    /**
     * Starts the load guests. They print a ready line when the load begins, an interval line now and then, and a
     * result line at the end.
     *
     * @param beforeMeasure load that is not counted
     * @param measure load that is counted, after that
     */
    Child startGuests(Arm arm, Path directory, Duration beforeMeasure, Duration measure);
}
