package io.sidecore.collector.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.host.HostSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to a file: what is still good is read, what is not is told, and nothing else happens. */
class DamagedFilesTest {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void setUp() {
        file = directory.resolve("recording");
    }

    @Test
    void cutAnywhereItLosesAtMostTheFrameThatWasCut() throws IOException {
        List<HostSample> samples = RoundTripTest.samples(6, 4);
        byte[] whole = RawRecording.whole(directory, samples);
        List<Integer> ends = RawRecording.frameEnds(whole);
        int headerBytes = ends.get(0);
        for (int length = headerBytes; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            int cut = length;
            int good = (int) ends.stream().filter(end -> end <= cut).count() - 1;
            Recorded recorded = Recorded.read(file);
            assertEquals(samples.subList(0, good), recorded.samples(), () -> "cut at " + cut);
            assertFalse(recorded.ending().orderly());
            assertEquals(
                    ends.contains(cut)
                            ? "recording has no end: it was cut off, or is still being recorded; its " + good
                                    + " samples are good"
                            : "recording ends in the middle of a frame at byte " + ends.get(good) + "; " + good
                                    + " samples before it are good",
                    recorded.ending().what());
            assertEquals(List.of(), recorded.damages());
        }
    }

    @Test
    void cutInsideTheHeaderItIsRefused() throws IOException {
        byte[] whole = RawRecording.whole(directory, RoundTripTest.samples(1, 1));
        int headerBytes = RawRecording.frameEnds(whole).get(0);
        for (int length = 1; length < headerBytes; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertEquals(file + " ends inside its header: nothing was recorded", refusal(), "cut at " + length);
        }
        Files.write(file, new byte[0]);
        assertEquals(file + " is empty: no Sidecore recording", refusal());
    }

    /** Three groups of samples, one bit wrong: at most what follows in that group is lost. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aFlippedBitCostsAtMostTheRestOfItsGroup(long seed) throws IOException {
        List<HostSample> samples = RoundTripTest.samples(seed, 2 * SampleLogWriter.KEY_EVERY + 10);
        Set<HostSample> written = new HashSet<>(samples);
        byte[] whole = RawRecording.whole(directory, samples);
        int headerBytes = RawRecording.frameEnds(whole).get(0);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 25; i++) {
            int bit = random.nextInt(8 * headerBytes, 8 * whole.length);
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            Recorded recorded = Recorded.read(file);
            assertTrue(written.containsAll(recorded.samples()), () -> "seed " + seed + " bit " + bit);
            int missing = samples.size() - recorded.samples().size();
            assertTrue(missing <= SampleLogWriter.KEY_EVERY, missing + " lost, seed " + seed + " bit " + bit);
            assertEquals(missing, recorded.lost(), () -> "seed " + seed + " bit " + bit);
            boolean told = !recorded.damages().isEmpty() || !recorded.ending().orderly();
            assertTrue(told || missing == 0, () -> "seed " + seed + " bit " + bit);
        }
    }

    @Test
    void aFlippedBitInTheHeaderIsRefused() throws IOException {
        byte[] whole = RawRecording.whole(directory, RoundTripTest.samples(1, 1));
        int headerBytes = RawRecording.frameEnds(whole).get(0);
        for (int bit = 0; bit < 8 * headerBytes; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            assertTrue(refusal().startsWith(file + " "), "bit " + bit);
        }
    }

    @Test
    void missingFramesAreCounted() throws IOException {
        List<HostSample> samples = RoundTripTest.samples(2, 2 * SampleLogWriter.KEY_EVERY);
        byte[] whole = RawRecording.whole(directory, samples);
        List<Integer> ends = RawRecording.frameEnds(whole);
        byte[] without = new byte[whole.length - (ends.get(21) - ends.get(20))];
        System.arraycopy(whole, 0, without, 0, ends.get(20));
        System.arraycopy(whole, ends.get(21), without, ends.get(20), whole.length - ends.get(21));
        Files.write(file, without);
        Recorded recorded = Recorded.read(file);
        List<HostSample> expected = new ArrayList<>(samples.subList(0, 20));
        expected.addAll(samples.subList(SampleLogWriter.KEY_EVERY, samples.size()));
        assertEquals(expected, recorded.samples());
        assertEquals(SampleLogWriter.KEY_EVERY - 20, recorded.lost());
    }

    @Test
    void aHoleOfZerosIsPassedOver() throws IOException {
        List<HostSample> samples = RoundTripTest.samples(2, 2 * SampleLogWriter.KEY_EVERY);
        byte[] whole = RawRecording.whole(directory, samples);
        List<Integer> ends = RawRecording.frameEnds(whole);
        Arrays.fill(whole, ends.get(10) + 3, ends.get(15) + 3, (byte) 0);
        Files.write(file, whole);
        Recorded recorded = Recorded.read(file);
        assertEquals(
                samples.size() - SampleLogWriter.KEY_EVERY + 10,
                recorded.samples().size());
        assertEquals(SampleLogWriter.KEY_EVERY - 10, recorded.lost());
        assertEquals(List.of(new Damage(ends.get(10), ends.get(16), "no readable frame")), recorded.damages());
    }

    @Test
    void zerosBehindTheLastFrameAreATornEnd() throws IOException {
        List<HostSample> samples = RoundTripTest.samples(2, 5);
        byte[] whole = RawRecording.whole(directory, samples);
        int end = RawRecording.frameEnds(whole).get(5);
        Files.write(file, Arrays.copyOf(Arrays.copyOf(whole, end), end + 100_000));
        Recorded recorded = Recorded.read(file);
        assertEquals(samples, recorded.samples());
        assertEquals(
                "recording ends in the middle of a frame at byte " + end + "; 5 samples before it are good",
                recorded.ending().what());
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        Files.writeString(file, "#!/bin/sh\nexit 0 # not what you think\n");
        assertEquals(file + " is no Sidecore recording: it does not begin like one", refusal());
        assertEquals(
                directory + " is no Sidecore recording: it is not a file",
                assertThrows(RecordingException.class, () -> SampleLogReader.open(directory))
                        .getMessage());
        assertThrows(NoSuchFileException.class, () -> SampleLogReader.open(directory.resolve("none")));
    }

    @Test
    void otherVersionsAreRefused() throws IOException {
        byte[] whole = RawRecording.whole(directory, List.of());
        whole[8] = 2;
        Files.write(file, whole);
        assertEquals(
                file + " is a recording of version 2; this Sidecore reads version 1. Use the Sidecore that recorded it,"
                        + " or a later one",
                refusal());
    }

    private String refusal() {
        return String.valueOf(assertThrows(RecordingException.class, () -> SampleLogReader.open(file))
                .getMessage());
    }
}
