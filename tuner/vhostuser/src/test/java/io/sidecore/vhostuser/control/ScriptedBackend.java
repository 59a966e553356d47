package io.sidecore.vhostuser.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A control socket that answers one client as it is told, and remembers what it was asked. */
final class ScriptedBackend implements AutoCloseable {

    private final Path path;
    private final ServerSocketChannel listener;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** @param answers from the request's line to the bytes of the answer, its line end included; empty hangs up */
    ScriptedBackend(Path path, UnaryOperator<String> answers) throws IOException {
        this.path = path;
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        Thread thread = new Thread(() -> serve(answers), "scripted-backend");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(UnaryOperator<String> answers) {
        try (SocketChannel client = listener.accept()) {
            LineReader lines = new LineReader(client, 1 << 16);
            for (String line = lines.next(); line != null; line = lines.next()) {
                asked.add(line);
                String answer = answers.apply(line);
                if (answer.isEmpty()) {
                    return;
                }
                client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            asked.add("broke: " + e.getMessage());
        }
    }

    Path path() {
        return path;
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
