package io.sidecore.collector.host;

import java.util.Optional;

/** Where samples of a host come from: the host itself, or a recording. Used by one thread at a time. */
public interface HostSampleSource extends AutoCloseable {

    /** Reads every counter once, or the next sample of a recording; absent at a recording's end. */
    Optional<HostSample> next();

    @Override
    void close();
}
