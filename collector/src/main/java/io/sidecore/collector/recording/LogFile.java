package io.sidecore.collector.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The file that a recording goes to, as far as its writer needs it: one that tests can make fail. */
interface LogFile extends AutoCloseable {

    /** Appends some of the bytes, at least one. */
    void write(ByteBuffer bytes) throws IOException;

    void truncate(long bytes) throws IOException;

    /** Returns when what was written is on the disk. */
    void force() throws IOException;

    @Override
    void close() throws IOException;

    /** A new file that only its owner may read: it tells what runs on a host. */
    static LogFile create(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new LogFile() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                channel.write(bytes);
            }

            @Override
            public void truncate(long bytes) throws IOException {
                channel.truncate(bytes);
            }

            @Override
            public void force() throws IOException {
                channel.force(false);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
