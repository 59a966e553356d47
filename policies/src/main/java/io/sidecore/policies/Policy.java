package io.sidecore.policies;

import io.sidecore.collector.signal.Observation;
import java.util.OptionalDouble;

/** A pure function from what is seen to what should be done. Memory lives in guards that wrap it. */
public interface Policy {

    /**
     * The next step, or {@link Decision.Hold} with the reason for doing nothing.
     *
     * @param now the newest observation
     * @param current the placement that it was made under
     */
    Decision decide(Observation now, Placement current);

    /** What it expects of its newest decision, as a gain of utility; absent if it expects no number. */
    default OptionalDouble expectedGain(Decision decision) {
        return OptionalDouble.empty();
    }
}
