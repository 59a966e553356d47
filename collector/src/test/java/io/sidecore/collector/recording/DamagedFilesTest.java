package io.sidecore.collector.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.host.CpuSample;
import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.recording.rows.PackedOutput;
import io.sidecore.collector.recording.rows.RowDeltas;
import io.sidecore.collector.recording.rows.RowTable;
import io.sidecore.collector.recording.rows.RowWriter;
import io.sidecore.collector.recording.rows.Texts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
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
        byte[] whole = whole(samples);
        List<Integer> ends = frameEnds(whole);
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
        byte[] whole = whole(RoundTripTest.samples(1, 1));
        int headerBytes = frameEnds(whole).get(0);
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
        byte[] whole = whole(samples);
        int headerBytes = frameEnds(whole).get(0);
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
        byte[] whole = whole(RoundTripTest.samples(1, 1));
        int headerBytes = frameEnds(whole).get(0);
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
        byte[] whole = whole(samples);
        List<Integer> ends = frameEnds(whole);
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
        byte[] whole = whole(samples);
        List<Integer> ends = frameEnds(whole);
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
        byte[] whole = whole(samples);
        int end = frameEnds(whole).get(5);
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
        byte[] whole = whole(List.of());
        whole[8] = 2;
        Files.write(file, whole);
        assertEquals(
                file + " is a recording of version 2; this Sidecore reads version 1. Use the Sidecore that recorded it,"
                        + " or a later one",
                refusal());
    }

    /** Valid checksums do not make a payload valid: nothing that it says is believed unseen. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void aForgedPayloadIsRefusedOrRead(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] header =
                Arrays.copyOf(whole(List.of()), frameEnds(whole(List.of())).get(0));
        byte[] genuine = payload(RoundTripTest.samples(seed, 1).get(0));
        for (int i = 0; i < 500; i++) {
            byte[] forged = genuine.clone();
            for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                forged[random.nextInt(forged.length)] = (byte) random.nextInt();
            }
            Files.write(file, concat(header, frame(forged, forged.length, false)));
            Recorded recorded = Recorded.read(file);
            assertEquals(1, recorded.samples().size() + recorded.damages().size(), () -> "seed " + seed);
        }
    }

    /** 32 KiB that would inflate to 32 MiB of the letter a, and claims of sizes that are not there. */
    @Test
    void aBombDoesNotGoOff() throws IOException {
        byte[] header =
                Arrays.copyOf(whole(List.of()), frameEnds(whole(List.of())).get(0));
        byte[] zeros = deflate(new byte[FrameHeader.MAX_PAYLOAD_BYTES]);
        Files.write(file, concat(header, frame(zeros, FrameHeader.MAX_PAYLOAD_BYTES, true)));
        assertEquals(1, Recorded.read(file).damages().size());
        Files.write(file, concat(header, frame(zeros, 100_000, true)));
        assertEquals("a damaged sample: it does not inflate to 100000 bytes", what());
        byte[] texts = {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f}; // 268 million of them
        Files.write(file, concat(header, frame(texts, texts.length, false)));
        assertEquals("a damaged sample: 268435455 texts, more than 33554432", what());
        byte[] rows = {0, 1, 16, (byte) 0x80, (byte) 0x80, (byte) 0x80, 2, 0};
        Files.write(file, concat(header, frame(rows, rows.length, false)));
        assertEquals("a damaged sample: a row that refers to row 0 of 0", what());
    }

    /** Rows of zeros that take a bit for each 64: 14 sections of 32 MiB each would be 448 MiB. */
    @Test
    void manySectionsDoNotAddUp() throws IOException {
        PackedOutput payload = new PackedOutput();
        payload.unsigned(0);
        payload.unsigned(14);
        for (int section : new int[] {1, 2, 3, 4, 5, 6, 16, 17, 18, 19, 20, 21, 22, 23}) {
            payload.unsigned(section);
            payload.unsigned(60);
            for (int row = 0; row < 60; row++) {
                payload.unsigned(65_536L << 2 | 3);
                for (int zeros = 0; zeros < 8192; zeros++) {
                    payload.unsigned(0);
                }
            }
        }
        Files.write(file, concat(headerOnly(), frame(deflate(bytes(payload)), payload.size(), true)));
        assertEquals("a damaged sample: more than 4194304 numbers in one sample", what());
    }

    /** A later version's section comes before ours. */
    @Test
    void unknownSectionsArePassedOver() throws IOException {
        HostSample sample = cpusOnly(RoundTripTest.samples(5, 1).get(0).cpus());
        byte[] ours = payload(sample);
        assertEquals(0, ours[0]); // texts
        assertEquals(14, ours[1]); // sections
        RowTable table = new RowTable();
        for (long number : new long[] {1, 1, 77, Long.MIN_VALUE}) {
            RowWriter row = new RowWriter(table, new Texts());
            row.begin();
            row.number(number);
            row.end();
        }
        PackedOutput more = new PackedOutput();
        more.unsigned(0);
        more.unsigned(15);
        more.unsigned(99);
        RowDeltas.write(table, new RowTable(), more);
        byte[] forged = concat(bytes(more), Arrays.copyOfRange(ours, 2, ours.length));
        Files.write(file, concat(headerOnly(), frame(forged, forged.length, false)));
        assertEquals(List.of(sample), Recorded.read(file).samples());
    }

    private static HostSample cpusOnly(List<CpuSample> cpus) {
        Inventory none = new Inventory(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        return new HostSample(
                1, 2, none, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), cpus, List.of());
    }

    private byte[] headerOnly() throws IOException {
        byte[] empty = whole(List.of());
        return Arrays.copyOf(empty, frameEnds(empty).get(0));
    }

    private String what() throws IOException {
        return Recorded.read(file).damages().get(0).what();
    }

    private static byte[] payload(HostSample sample) {
        PackedOutput out = new PackedOutput();
        new SampleEncoder().encode(sample, true, out);
        return bytes(out);
    }

    private static byte[] bytes(PackedOutput out) {
        byte[] bytes = new byte[out.size()];
        out.view().get(bytes);
        return bytes;
    }

    private static byte[] frame(byte[] stored, int payloadBytes, boolean deflated) {
        CRC32C crc = new CRC32C();
        crc.update(stored);
        ByteBuffer frame = ByteBuffer.allocate(FrameHeader.BYTES + stored.length);
        new FrameHeader(FrameHeader.Kind.KEY, deflated, 0, stored.length, payloadBytes, 1, 2, (int) crc.getValue())
                .write(frame);
        return frame.put(stored).array();
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(bytes);
        deflater.finish();
        byte[] deflated = new byte[bytes.length];
        int length = deflater.deflate(deflated);
        deflater.end();
        return Arrays.copyOf(deflated, length);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private String refusal() {
        return String.valueOf(assertThrows(RecordingException.class, () -> SampleLogReader.open(file))
                .getMessage());
    }

    private byte[] whole(List<HostSample> samples) throws IOException {
        Path genuine = directory.resolve("genuine");
        Files.deleteIfExists(genuine);
        Recorded.write(genuine, samples);
        return Files.readAllBytes(genuine);
    }

    /** Where the header ends, then where each frame does, found without the reader. */
    private static List<Integer> frameEnds(byte[] whole) {
        ByteBuffer bytes = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> ends = new ArrayList<>();
        ends.add(16 + bytes.getInt(12) + 4);
        while (ends.get(ends.size() - 1) < whole.length) {
            int at = ends.get(ends.size() - 1);
            assertEquals("SF", new String(whole, at + 1, 2, StandardCharsets.US_ASCII));
            ends.add(at + 44 + bytes.getInt(at + 12));
        }
        return ends;
    }
}
