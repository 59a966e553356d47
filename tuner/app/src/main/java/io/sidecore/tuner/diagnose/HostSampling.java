package io.sidecore.tuner.diagnose;

import io.sidecore.collector.host.HostSampleSource;

/** Opens what samples a host: the live one, or a scripted one in tests. */
public interface HostSampling {

    /**
     * Begins to sample. Changes nothing on the host but that probes count while it is open.
     *
     * @param useBpf false to do without probes
     * @throws RuntimeException with a sentence for the operator, if this host cannot be sampled at all
     */
    HostSampleSource open(boolean useBpf);
}
