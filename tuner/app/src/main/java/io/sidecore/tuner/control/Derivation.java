package io.sidecore.tuner.control;

import io.sidecore.collector.sample.Sample;
import io.sidecore.collector.signal.Observation;

/** Makes an observation of two samples. */
public interface Derivation {

    /** What happened between the two. */
    Observation between(Sample older, Sample newer);
}
