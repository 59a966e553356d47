package io.sidecore.collector.probe;

import io.sidecore.probes.AttachPoint;
import io.sidecore.probes.ProbeSpec;
import java.util.List;
import java.util.Optional;

/**
 * What came of loading a probe. That a kernel refuses one is data for the report, not an error.
 *
 * @param object present if the probe runs; whoever holds this must close it
 * @param attached where it attached
 * @param refusals what was tried before, or in vain
 * @param whyNot present if the probe does not run
 */
public record ProbeAttempt(
        ProbeSpec spec,
        Optional<ProbeObject> object,
        List<AttachPoint> attached,
        List<Refusal> refusals,
        Optional<String> whyNot) {

    public ProbeAttempt {
        attached = List.copyOf(attached);
        refusals = List.copyOf(refusals);
        if (object.isPresent() == whyNot.isPresent()) {
            throw new IllegalArgumentException("a probe runs or there is a reason: " + spec.name());
        }
    }

    static ProbeAttempt runs(ProbeObject object, List<Refusal> refusals) {
        return new ProbeAttempt(object.spec(), Optional.of(object), object.attached(), refusals, Optional.empty());
    }

    static ProbeAttempt failed(ProbeSpec spec, List<Refusal> refusals, String whyNot) {
        return new ProbeAttempt(spec, Optional.empty(), List.of(), refusals, Optional.of(whyNot));
    }
}
