package io.sidecore.collector.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that look right and are made up: nothing that they say is believed unseen. */
class ForgedFilesTest {

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void setUp() {
        file = directory.resolve("recording");
    }

    /** Valid checksums do not make a payload valid: nothing that it says is believed unseen. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void aForgedPayloadIsRefusedOrRead(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] header = Arrays.copyOf(
                RawRecording.whole(directory, List.of()),
                RawRecording.frameEnds(RawRecording.whole(directory, List.of())).get(0));
        byte[] genuine = payload(RoundTripTest.samples(seed, 1).get(0));
        for (int i = 0; i < 500; i++) {
            byte[] forged = genuine.clone();
            for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                forged[random.nextInt(forged.length)] = (byte) random.nextInt();
            }
            Files.write(file, RawRecording.concat(header, frame(forged, forged.length, false)));
            Recorded recorded = Recorded.read(file);
            assertEquals(1, recorded.samples().size() + recorded.damages().size(), () -> "seed " + seed);
        }
    }

    /** 32 KiB that would inflate to 32 MiB of the letter a, and claims of sizes that are not there. */
    @Test
    void aBombDoesNotGoOff() throws IOException {
        byte[] header = Arrays.copyOf(
                RawRecording.whole(directory, List.of()),
                RawRecording.frameEnds(RawRecording.whole(directory, List.of())).get(0));
        byte[] zeros = deflate(new byte[FrameHeader.MAX_PAYLOAD_BYTES]);
        Files.write(file, RawRecording.concat(header, frame(zeros, FrameHeader.MAX_PAYLOAD_BYTES, true)));
        assertEquals(1, Recorded.read(file).damages().size());
        Files.write(file, RawRecording.concat(header, frame(zeros, 100_000, true)));
        assertEquals("a damaged sample: it does not inflate to 100000 bytes", what());
        byte[] texts = {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f}; // 268 million of them
        Files.write(file, RawRecording.concat(header, frame(texts, texts.length, false)));
        assertEquals("a damaged sample: 268435455 texts, more than 33554432", what());
        byte[] rows = {0, 1, 16, (byte) 0x80, (byte) 0x80, (byte) 0x80, 2, 0};
        Files.write(file, RawRecording.concat(header, frame(rows, rows.length, false)));
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
        Files.write(file, RawRecording.concat(headerOnly(), frame(deflate(bytes(payload)), payload.size(), true)));
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
        byte[] forged = RawRecording.concat(bytes(more), Arrays.copyOfRange(ours, 2, ours.length));
        Files.write(file, RawRecording.concat(headerOnly(), frame(forged, forged.length, false)));
        assertEquals(List.of(sample), Recorded.read(file).samples());
    }

    private static HostSample cpusOnly(List<CpuSample> cpus) {
        Inventory none = new Inventory(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
        return new HostSample(
                1, 2, none, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), cpus, List.of());
    }

    private byte[] headerOnly() throws IOException {
        byte[] empty = RawRecording.whole(directory, List.of());
        return Arrays.copyOf(empty, RawRecording.frameEnds(empty).get(0));
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
}
