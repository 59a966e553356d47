package io.sidecore.collector.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.host.HostSample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A recording as bytes, taken apart without the reader. */
final class RawRecording {

    private RawRecording() {}

    /** The bytes of a genuine recording, which is written into that directory. */
    static byte[] whole(Path directory, List<HostSample> samples) throws IOException {
        Path genuine = directory.resolve("genuine");
        Files.deleteIfExists(genuine);
        Recorded.write(genuine, samples);
        return Files.readAllBytes(genuine);
    }

    /** Where the header ends, then where each frame does, found without the reader. */
    static List<Integer> frameEnds(byte[] whole) {
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

    static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
