package io.sidecore.tuner.record;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import java.util.Optional;

/** The samples of one source, then those of another. */
record Concatenated(HostSampleSource first, HostSampleSource second) implements HostSampleSource {

    @Override
    public Optional<HostSample> next() {
        return first.next().or(second::next);
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
