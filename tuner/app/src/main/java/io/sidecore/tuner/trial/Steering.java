package io.sidecore.tuner.trial;

import io.sidecore.collector.signal.Observation;
import io.sidecore.policies.Placement;
import io.sidecore.tuner.trial.result.Unmeasured;
import java.util.List;
import java.util.Optional;

/** A control loop that a trial steps. */
public interface Steering extends AutoCloseable {

    /**
     * One step: look, decide, act.
     *
     * @return what it saw; empty at the first step, which has nothing to compare with
     */
    Optional<Observation> step();

    /** Where the queues are now. */
    Placement placement();

    /** Where the workers' CPU times come from: {@code BPF} or {@code schedstat}; absent if from nowhere. */
    Optional<String> threadTimes();

    /** What cannot be measured here, and why. */
    List<Unmeasured> notMeasured();

    /** Lets go of the backend, which goes on as it is. */
    @Override
    void close();
}
