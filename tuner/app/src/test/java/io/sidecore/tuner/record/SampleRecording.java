package io.sidecore.tuner.record;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.HostSampleSource;
import io.sidecore.collector.recording.RecordingHeader;
import io.sidecore.collector.recording.SampleLogWriter;
import io.sidecore.tuner.diagnose.SampleHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A recording of {@link SampleHost#TROUBLED}. Its {@code main} writes the one in the test resources; there is a reason to
 * write it anew only if the format's version changes, since old recordings must stay readable.
 */
public final class SampleRecording {

    /** Samples of the recording in the resources. */
    public static final int SAMPLES = 20;

    private static final RecordingHeader HEADER =
            new RecordingHeader("0.1.0", "hv1", "6.12.0-lab", "amd64", 1_700_000_000_000L, 1_000_000_000L, 100);

    private SampleRecording() {}

    public static void main(String[] args) throws IOException {
        write(Path.of(args[0]), SampleHost.TROUBLED, SAMPLES);
    }

    /** Writes so many samples of a host, one for each second. */
    public static Path write(Path file, SampleHost host, int samples) throws IOException {
        return write(file, host, 0, samples);
    }

    /** The same from a later second on. */
    public static Path write(Path file, SampleHost host, int firstSecond, int samples) throws IOException {
        try (SampleLogWriter writer = SampleLogWriter.create(file, HEADER, Long.MAX_VALUE);
                HostSampleSource source = host.source(firstSecond + samples)) {
            int second = 0;
            for (Optional<HostSample> next = source.next(); next.isPresent(); next = source.next()) {
                if (second++ >= firstSecond) {
                    writer.write(next.get());
                }
            }
        }
        return file;
    }
}
