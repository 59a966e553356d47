package io.sidecore.collector.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.host.HostSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read is what was written. */
class RoundTripTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void anySamplesComeBackEqual(long seed) throws IOException {
        List<HostSample> written = samples(seed, 3 * SampleLogWriter.KEY_EVERY + 7);
        Recorded recorded = read(write(written));
        for (int i = 0; i < written.size(); i++) {
            int number = i;
            assertEquals(written.get(i), recorded.samples().get(i), () -> "seed " + seed + " sample " + number);
        }
        assertEquals(written.size(), recorded.samples().size());
        assertEquals(0, recorded.lost());
        assertEquals(new Ending(true, "recording is complete"), recorded.ending());
    }

    @Test
    void theInventoryIsOneObjectWhileItDoesNotChange() throws IOException {
        RandomSamples random = new RandomSamples(7);
        HostSample first = random.next();
        List<HostSample> written = new ArrayList<>();
        for (int i = 0; i < 2 * SampleLogWriter.KEY_EVERY; i++) {
            written.add(with(random.next(), first));
        }
        List<HostSample> read = read(write(written)).samples();
        for (HostSample sample : read) {
            assertSame(read.get(0).inventory(), sample.inventory());
        }
    }

    @Test
    void theHeaderComesBack() throws IOException {
        try (SampleLogReader reader = SampleLogReader.open(write(List.of()))) {
            assertEquals(Recorded.HEADER, reader.header());
            assertEquals(Optional.empty(), reader.span());
            assertEquals(Optional.empty(), reader.next());
            assertTrue(reader.ending().orElseThrow().orderly());
        }
    }

    @Test
    void anEqualSampleCostsNextToNothing() throws IOException {
        HostSample sample = new RandomSamples(3).next();
        long one = Files.size(write(List.of(sample)));
        long two = Files.size(write(List.of(sample, sample)));
        assertTrue(two - one < FrameHeader.BYTES + 32, "the second takes " + (two - one));
    }

    @Test
    void readingMayBeginAtALaterTime() throws IOException {
        List<HostSample> written = new ArrayList<>();
        RandomSamples random = new RandomSamples(4);
        for (int second = 0; second < 200; second++) {
            written.add(at(random.next(), 1000L * second));
        }
        try (SampleLogReader reader = SampleLogReader.open(write(written))) {
            assertEquals(Optional.of(new Span(200, 0, 199_000, 199_000_000_000L)), reader.span());
            reader.skipTo(130_500);
            assertEquals(written.get(120), reader.next().orElseThrow());
            while (reader.next().isPresent()) {}
            assertEquals(0, reader.lostSamples());
        }
    }

    static HostSample with(HostSample sample, HostSample inventory) {
        return new HostSample(
                sample.atNanos(),
                sample.atEpochMillis(),
                inventory.inventory(),
                sample.threads(),
                sample.workers(),
                sample.queues(),
                sample.vcpus(),
                sample.guests(),
                sample.cgroups(),
                sample.cpus(),
                sample.gaps());
    }

    private static HostSample at(HostSample sample, long millis) {
        return new HostSample(
                1_000_000 * millis,
                millis,
                sample.inventory(),
                sample.threads(),
                sample.workers(),
                sample.queues(),
                sample.vcpus(),
                sample.guests(),
                sample.cgroups(),
                sample.cpus(),
                sample.gaps());
    }

    static List<HostSample> samples(long seed, int count) {
        RandomSamples random = new RandomSamples(seed);
        List<HostSample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(random.next());
        }
        return samples;
    }

    private Path write(List<HostSample> samples) throws IOException {
        Path file = directory.resolve("recording");
        Files.deleteIfExists(file);
        Recorded.write(file, samples);
        return file;
    }

    private static Recorded read(Path file) throws IOException {
        return Recorded.read(file);
    }
}
