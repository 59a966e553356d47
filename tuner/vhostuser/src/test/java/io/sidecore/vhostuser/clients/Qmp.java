package io.sidecore.vhostuser.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sidecore.vhostuser.rig.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The monitor of a QEMU, at a UNIX socket: a JSON object in each line, either way. */
final class Qmp implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final SocketChannel channel;
    private final BufferedReader lines;

    private Qmp(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /** Options of a QEMU that shall have one there. */
    static String[] options(Path socket) {
        return new String[] {"-qmp", "unix:" + socket + ",server=on,wait=off"};
    }

    /** Connects to that of a QEMU that has just been started. */
    static Qmp connect(Path socket) {
        List<Qmp> monitor = new ArrayList<>();
        Await.until("QEMU has its monitor", () -> {
            try {
                return monitor.add(new Qmp(socket));
            } catch (IOException e) {
                return false; // not yet
            }
        });
        monitor.get(0).ask("{'execute':'qmp_capabilities'}");
        return monitor.get(0);
    }

    /**
     * Carries a command out, which may have apostrophes for quotation marks.
     *
     * @return what it answers
     * @throws AssertionError if it refuses
     */
    JsonNode ask(String command) {
        try {
            channel.write(ByteBuffer.wrap((command.replace('\'', '"') + "\n").getBytes(StandardCharsets.UTF_8)));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode said = JSON.readTree(line);
                if (said.has("return")) {
                    return said.get("return");
                }
                if (said.has("error")) {
                    throw new AssertionError(command + ": " + said.get("error"));
                }
            }
            throw new AssertionError(command + ": QEMU has ended");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
