package io.sidecore.vhostuser.clients;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes the archive that Linux unpacks as its first root: cpio in the "newc" format, compressed. */
final class InitRamFs {

    private static final int DIRECTORY = 0040755;
    private static final int EXECUTABLE = 0100755;

    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
    private int inode;

    InitRamFs directory(String name) {
        entry(name, DIRECTORY, new byte[0]);
        return this;
    }

    InitRamFs file(String name, byte[] content) {
        entry(name, EXECUTABLE, content);
        return this;
    }

    void write(Path to) throws IOException {
        entry("TRAILER!!!", 0, new byte[0]);
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
            archive.writeTo(out);
        }
    }

    private void entry(String name, int mode, byte[] content) {
        byte[] zeroEnded = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        int[] fields = {++inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, zeroEnded.length, 0};
        StringBuilder header = new StringBuilder("070701");
        for (int field : fields) {
            header.append(String.format("%08x", field));
        }
        archive.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
        archive.writeBytes(zeroEnded);
        pad();
        archive.writeBytes(content);
        pad();
    }

    private void pad() {
        while (archive.size() % 4 != 0) {
            archive.write(0);
        }
    }
}
