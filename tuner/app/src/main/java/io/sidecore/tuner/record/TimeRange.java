package io.sidecore.tuner.record;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import java.util.Optional;

/** The samples of another source that were taken between two times of day, both included. */
public final class TimeRange implements HostSampleSource {

    private final HostSampleSource all;
    private final long fromEpochMillis;
    private final long toEpochMillis;
    private boolean ended;

    public TimeRange(HostSampleSource all, long fromEpochMillis, long toEpochMillis) {
        this.all = all;
        this.fromEpochMillis = fromEpochMillis;
        this.toEpochMillis = toEpochMillis;
    }

    @Override
    public Optional<HostSample> next() {
        while (!ended) {
            Optional<HostSample> sample = all.next();
            ended = sample.isEmpty() || sample.get().atEpochMillis() > toEpochMillis;
            if (!ended && sample.get().atEpochMillis() >= fromEpochMillis) {
                return sample;
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        all.close();
    }
}
