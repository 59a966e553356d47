package io.sidecore.tuner.trial;

import java.time.Duration;
import java.util.Optional;

/** Shows how far a trial is. */
public interface Progress {

    /**
     * Called many times a second while the trial runs.
     *
     * @param now how far it is
     */
    void show(State now);

    /** An arm could not go on, or was measured with a reservation. */
    void problem(String arm, String problem);

    /** The trial is over: leave a clean line. */
    void done();

    /**
     * How far a trial is.
     *
     * @param armNumber in the order of all runs, from 1
     * @param armCount how many runs there are
     * @param phaseLeft zero if the phase takes longer than planned
     * @param trialLeft as planned
     * @param best the best arm so far, with its numbers; absent until one was measured
     */
    record State(
            String arm,
            int armNumber,
            int armCount,
            String phase,
            Duration phaseLeft,
            Duration trialLeft,
            Optional<String> best) {}
}
