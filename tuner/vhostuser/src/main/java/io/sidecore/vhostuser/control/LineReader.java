package io.sidecore.vhostuser.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines of bounded length from a socket. */
final class LineReader {

    private final SocketChannel channel;
    private final ByteBuffer buffer;

    LineReader(SocketChannel channel, int maxLineBytes) {
        this.channel = channel;
        this.buffer = ByteBuffer.allocate(maxLineBytes);
    }

    /**
     * The next line without its end.
     *
     * @return null at the end of the stream
     * @throws IOException if a line is too long, or the connection broke
     */
    @Nullable
    String next() throws IOException {
        int searched = 0;
        while (true) {
            for (int i = searched; i < buffer.position(); i++) {
                if (buffer.get(i) == '\n') {
                    return takeLine(i);
                }
            }
            searched = buffer.position();
            if (!buffer.hasRemaining()) {
                throw new IOException("a line of more than " + buffer.capacity() + " bytes");
            }
            if (channel.read(buffer) < 0) {
                return null;
            }
        }
    }

    private String takeLine(int end) {
        byte[] line = new byte[end];
        buffer.flip();
        buffer.get(line);
        buffer.get(); // the line's end
        buffer.compact();
        return new String(line, StandardCharsets.UTF_8);
    }

    static void writeFully(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }
}
