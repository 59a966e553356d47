package io.sidecore.collector.recording;

import io.sidecore.collector.host.HostSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that a reader makes of a file.
 *
 * @param lost samples that it says are lost
 * @param damages what it says is damaged
 */
record Recorded(List<HostSample> samples, long lost, List<Damage> damages, Ending ending) {

    static final RecordingHeader HEADER = new RecordingHeader(
            "0.1.0", "host \u00e9\u001b", "6.12.0", "amd64", 1_700_000_000_000L, 1_000_000_000, 100);

    static void write(Path file, List<HostSample> samples) throws IOException {
        try (SampleLogWriter writer = SampleLogWriter.create(file, HEADER, Long.MAX_VALUE)) {
            for (HostSample sample : samples) {
                writer.write(sample);
            }
        }
    }

    static Recorded read(Path file) throws IOException {
        try (SampleLogReader reader = SampleLogReader.open(file)) {
            List<HostSample> samples = new ArrayList<>();
            for (Optional<HostSample> next = reader.next(); next.isPresent(); next = reader.next()) {
                samples.add(next.get());
            }
            return new Recorded(
                    samples,
                    reader.lostSamples(),
                    reader.damages(),
                    reader.ending().orElseThrow());
        }
    }
}
