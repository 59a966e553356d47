package io.sidecore.vhostuser.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the input that a target is given in a file, so that it is there even if the JVM does not survive it: a wild
 * address is the finding that matters most here, and no handler can save anything then.
 */
public final class LastInput {

    /** In the command that forks the fuzzer; without it nothing is kept. */
    public static final String PROPERTY = "sidecore.fuzz.last";

    private static final int MAX_BYTES = 1 << 16;

    private static final LastInput KEPT = new LastInput(System.getProperty(PROPERTY, ""));

    private final @Nullable MappedByteBuffer file;

    private LastInput(String path) {
        try {
            file = path.isEmpty() ? null : map(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    private static MappedByteBuffer map(Path path) throws IOException {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, 4 + MAX_BYTES);
        }
    }

    public static void keep(byte[] input) {
        MappedByteBuffer to = KEPT.file;
        if (to != null && input.length <= MAX_BYTES) {
            to.putInt(0, input.length).put(4, input);
        }
    }

    /** What is in such a file. */
    public static byte[] read(Path path) throws IOException {
        byte[] content = Files.readAllBytes(path);
        int length = ByteBuffer.wrap(content).getInt();
        return Arrays.copyOfRange(content, 4, 4 + length);
    }
}
