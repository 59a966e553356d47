package io.sidecore.collector.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.host.HostSample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleLogWriterTest {

    @TempDir
    private Path directory;

    @Test
    void nothingIsOverwritten() throws IOException {
        Path file = Files.writeString(directory.resolve("precious"), "data");
        assertThrows(FileAlreadyExistsException.class, () -> Recorded.write(file, List.of()));
        assertEquals("data", Files.readString(file));
    }

    @Test
    void aFileNeverGrowsLargerThanAllowed() throws IOException {
        List<HostSample> samples = RoundTripTest.samples(1, 40);
        for (int max = 8_000; max < 30_000; max += 4_321) {
            Path file = directory.resolve("max" + max);
            int written = 0;
            try (SampleLogWriter writer = SampleLogWriter.create(file, Recorded.HEADER, max)) {
                while (written < samples.size() && writer.write(samples.get(written))) {
                    written++;
                }
            }
            assertTrue(Files.size(file) <= max, Files.size(file) + " of " + max);
            assertTrue(written > 0 && written < samples.size(), "wrote " + written);
            Recorded recorded = Recorded.read(file);
            assertEquals(samples.subList(0, written), recorded.samples());
            assertTrue(recorded.ending().orderly());
        }
    }

    @Test
    void afterASampleThatDidNotFitASmallerOneIsReadable() throws IOException {
        List<HostSample> samples = RoundTripTest.samples(1, 40);
        Path file = directory.resolve("small");
        int written = 0;
        try (SampleLogWriter writer = SampleLogWriter.create(file, Recorded.HEADER, 20_000)) {
            for (HostSample sample : samples) {
                written += writer.write(sample) ? 1 : 0;
            }
            assertEquals(written, writer.samples());
        }
        Recorded recorded = Recorded.read(file);
        assertEquals(written, recorded.samples().size());
        assertEquals(List.of(), recorded.damages());
        assertEquals(0, recorded.lost());
    }

    /** A full disk takes half a frame and then fails; the file is good up to the sample before. */
    @Test
    void aFullDiskLeavesAGoodFile() throws IOException {
        List<HostSample> samples = RoundTripTest.samples(1, 40);
        for (int room = 3_000; room < 30_000; room += 1_111) {
            FullDisk disk = new FullDisk(room, true);
            int written = fill(disk, samples);
            assertTrue(disk.closed);
            Path file = directory.resolve("room" + room);
            Files.write(file, disk.bytes());
            Recorded recorded = Recorded.read(file);
            assertEquals(samples.subList(0, written), recorded.samples());
            assertEquals(
                    "recording has no end: it was cut off, or is still being recorded; its " + written
                            + " samples are good",
                    recorded.ending().what());
        }
    }

    @Test
    void soDoesADiskThatCannotEvenTruncate() throws IOException {
        List<HostSample> samples = RoundTripTest.samples(1, 40);
        FullDisk disk = new FullDisk(12_345, false);
        int written = fill(disk, samples);
        Path file = directory.resolve("torn");
        Files.write(file, disk.bytes());
        Recorded recorded = Recorded.read(file);
        assertEquals(samples.subList(0, written), recorded.samples());
        assertTrue(recorded.ending().what().startsWith("recording ends in the middle of a frame at byte "));
    }

    /** Returns how many samples found room. */
    private static int fill(FullDisk disk, List<HostSample> samples) throws IOException {
        int written = 0;
        try (SampleLogWriter writer = new SampleLogWriter(disk, Recorded.HEADER, Long.MAX_VALUE)) {
            for (HostSample sample : samples) {
                writer.write(sample);
                written++;
            }
        } catch (IOException e) {
            assertEquals("No space left on device", e.getMessage());
        }
        assertTrue(written > 0 && written < samples.size(), "wrote " + written);
        return written;
    }

    /** A file with room for so many bytes. */
    private static final class FullDisk implements LogFile {

        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final int room;
        private final boolean truncates;
        private boolean closed;

        FullDisk(int room, boolean truncates) {
            this.room = room;
            this.truncates = truncates;
        }

        byte[] bytes() {
            return taken.toByteArray();
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            assertFalse(closed);
            if (taken.size() == room) {
                throw new IOException("No space left on device");
            }
            while (bytes.hasRemaining() && taken.size() < room) {
                taken.write(bytes.get());
            }
        }

        @Override
        public void truncate(long bytes) throws IOException {
            if (!truncates) {
                throw new IOException("Input/output error");
            }
            byte[] kept = Arrays.copyOf(taken.toByteArray(), (int) bytes);
            taken.reset();
            taken.write(kept);
        }

        @Override
        public void force() {}

        @Override
        public void close() {
            closed = true;
        }
    }
}
