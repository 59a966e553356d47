package io.sidecore.vhostuser.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One connection to a control socket, line by line. */
final class ControlClient implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader answers;

    ControlClient(Path path) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    void send(String text) throws IOException {
        send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** The next line; "null" if there is none any more. */
    String answer() throws IOException {
        return String.valueOf(answers.readLine());
    }

    String ask(String line) throws IOException {
        send(line + "\n");
        return answer();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
