package io.sidecore.tuner.record;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.collector.recording.SampleLogWriter;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Samples a host at regular times into a file, until it has enough, is stopped, or the file is full. */
public final class RecordingRun {

    private final HostSampleSource source;
    private final SampleLogWriter log;
    private final Cadence cadence;

    /** Why a recording ended. */
    public enum End {
        /** It has as many samples as were wanted. */
        DONE,
        /** Somebody stopped it. */
        STOPPED,
        /** The file has reached its greatest size. */
        FULL,
        /** The source has no more samples. */
        NO_MORE
    }

    public RecordingRun(HostSampleSource source, SampleLogWriter log, Cadence cadence) {
        this.source = source;
        this.log = log;
        this.cadence = cadence;
    }

    /**
     * Records.
     *
     * @param samples how many, at most
     * @param first is shown the first sample
     * @throws IOException if one could not be written; those before are in the file
     */
    public End run(long samples, BooleanSupplier stop, Consumer<HostSample> first) throws IOException {
        while (log.samples() < samples) {
            if (!cadence.await(stop)) {
                return End.STOPPED;
            }
            Optional<HostSample> sample = source.next();
            if (sample.isEmpty()) {
                return End.NO_MORE;
            }
            if (log.samples() == 0) {
                first.accept(sample.get());
            }
            if (!log.write(sample.get())) {
                return End.FULL;
            }
        }
        return End.DONE;
    }
}
