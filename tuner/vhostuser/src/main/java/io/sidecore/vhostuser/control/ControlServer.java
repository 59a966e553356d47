package io.sidecore.vhostuser.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.vhostuser.protocol.SocketPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Takes commands at a UNIX socket, one JSON object per line, and answers each with one: {@code {"ok":true,...}} or
 * {@code {"ok":false,"error":"..."}}. A client that sends something else is told so and may go on; one that sends lines
 * without end is disconnected.
 */
public final class ControlServer implements AutoCloseable {

    private static final int MAX_LINE_BYTES = 64 * 1024;
    private static final long RETRY_MILLIS = 100;

    private final Path path;
    private final ServerSocketChannel listener;
    private final Commands commands;
    private final JsonMapper json = new JsonMapper();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

    private ControlServer(Path path, ServerSocketChannel listener, Commands commands) {
        this.path = path;
        this.listener = listener;
        this.commands = commands;
    }

    /**
     * Listens; readable and writable for owner and group.
     *
     * @throws IllegalArgumentException if the path is in use
     */
    public static ControlServer start(Path path, Commands commands) {
        SocketPath.claim(path);
        try {
            ControlServer server = new ControlServer(path, listen(path), commands);
            daemon(server::acceptAll, "control");
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("listen on " + path, e);
        }
    }

    private static ServerSocketChannel listen(Path path) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
            return listener;
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                clients.add(client);
                daemon(() -> serve(client), "control-client");
            } catch (IOException e) {
                pause(); // closed, and the loop ends; or too many open files, and there may be fewer later
            }
        }
    }

    private void pause() {
        try {
            closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            LineReader lines = new LineReader(client, MAX_LINE_BYTES);
            for (String line = lines.next(); line != null; line = lines.next()) {
                byte[] answer = (answer(line) + "\n").getBytes(StandardCharsets.UTF_8);
                LineReader.writeFully(client, answer);
            }
        } catch (IOException e) {
            // the client went away, or sent no lines: nothing of ours depends on it
        } finally {
            clients.remove(client);
        }
    }

    private String answer(String line) throws JsonProcessingException {
        try {
            JsonNode request = json.readTree(line);
            if (request == null || !request.isObject()) {
                throw new IllegalArgumentException("not a JSON object: " + abbreviated(line) + " (want {\"op\":...})");
            }
            return json.writeValueAsString(commands.run(request).put("ok", true));
        } catch (JsonProcessingException e) {
            return error("not JSON: " + abbreviated(line) + ": " + e.getOriginalMessage());
        } catch (RuntimeException e) { // whatever was asked for, the next client is served
            return error(String.valueOf(e.getMessage()));
        }
    }

    private String error(String sentence) throws JsonProcessingException {
        ObjectNode answer =
                JsonNodeFactory.instance.objectNode().put("ok", false).put("error", sentence);
        return json.writeValueAsString(answer);
    }

    private static String abbreviated(String line) {
        return line.length() <= 60 ? line : line.substring(0, 60) + "...";
    }

    @Override
    public void close() {
        try {
            listener.close();
            closed.countDown();
            for (SocketChannel client : clients) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("close " + path, e);
        } finally {
            SocketPath.release(path);
        }
    }
}
