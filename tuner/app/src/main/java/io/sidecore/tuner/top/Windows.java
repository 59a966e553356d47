package io.sidecore.tuner.top;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.collector.signal.host.HostObservations;
import java.util.Optional;

/** The windows between the samples of a source, one after another. */
public final class Windows {

    private final HostSampleSource source;
    private Optional<HostSample> last = Optional.empty();
    private boolean ended;

    public Windows(HostSampleSource source) {
        this.source = source;
    }

    /** Whether the source has no more samples. */
    public boolean ended() {
        return ended;
    }

    /**
     * Takes a sample.
     *
     * @return the window since the one before; absent for the first, for one that is not newer (another boot in a
     *     recording), and at the end
     */
    public Optional<HostObservation> next() {
        Optional<HostSample> sample = source.next();
        ended = sample.isEmpty();
        if (ended) {
            return Optional.empty();
        }
        Optional<HostObservation> window = last.filter(
                        older -> older.atNanos() < sample.get().atNanos())
                .map(older -> HostObservations.between(older, sample.get()));
        last = sample;
        return window;
    }
}
