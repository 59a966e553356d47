package io.sidecore.collector.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that says whatever a test wants, at once and without listening. */
final class QmpClientTest {

    private static final String GREETING = "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n";
    private static final String OK = "{\"return\": {}}";
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    private QmpAnswer ask(Duration limit, String... said) throws Exception {
        Path path = directory.resolve("q");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Thread peer = new Thread(() -> speak(server, said));
        peer.start();
        try {
            return new QmpClient(limit, System::nanoTime).ask(path);
        } finally {
            server.close();
            peer.join();
        }
    }

    /** Until the client hangs up. */
    private static void speak(ServerSocketChannel server, String... said) {
        try (SocketChannel client = server.accept()) {
            for (String text : said) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    client.write(bytes);
                }
            }
            ByteBuffer heard = ByteBuffer.allocate(1024);
            while (client.read(heard) >= 0) {
                heard.clear();
            }
        } catch (IOException e) {
            return; // the client hung up while we spoke, or never came
        }
    }

    @Test
    void answersWithEventsBetweenThemAndNoLines() throws Exception {
        QmpAnswer answer = ask(
                LIMIT,
                GREETING,
                "{\"event\": \"STOP\"}" + OK,
                "{\"return\": [{\"cpu-index\": 0, \"thread-id\": 11, \"qom-path\": \"/a{b]\\\"c\"},"
                        + " {\"cpu-index\": 1, \"thread-id\": 12}]}",
                "{\"event\": \"RESUME\"}{\"return\": [{\"id\": \"io0\", \"thread-id\": 13, \"poll-max-ns\": 32768},"
                        + "{\"id\": \"io1\", \"thread-id\": 14}]}");
        assertEquals(Map.of(0, 11, 1, 12), answer.vcpus());
        assertEquals(
                List.of(
                        new QmpAnswer.IoThread("io0", 13, OptionalLong.of(32768)),
                        new QmpAnswer.IoThread("io1", 14, OptionalLong.empty())),
                answer.ioThreads());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n\r\n{}",
                "{\"hello\": 1}",
                "]]]]]]",
                "{\"QMP\": {}} {\"error\": {\"class\": \"GenericError\"}}",
                "{\"QMP\": {}} {\"return\": {}} {\"return\": [{\"cpu-index\": 0}]}",
                "{\"QMP\": {}} {\"return\": {}} {\"return\": [{\"cpu-index\": -1, \"thread-id\": 1}]}",
                "{\"QMP\": {}} {\"return\": {}} {\"return\": [{\"cpu-index\": 0, \"thread-id\": 4294967297}]}",
            })
    void whatIsNoAnswerIsRefused(String said) {
        QmpException refusal = assertThrows(QmpException.class, () -> ask(LIMIT, said));
        assertTrue(refusal.why().startsWith("its QMP socket cannot be used: "), refusal.why());
    }

    @Test
    void silenceIsEndedByTheLimit() {
        QmpException refusal = assertThrows(QmpException.class, () -> ask(Duration.ofMillis(100)));
        assertTrue(refusal.why().contains("did not answer within 100 ms"), refusal.why());
    }

    @Test
    void halfAnObjectIsEndedByTheLimit() {
        assertThrows(QmpException.class, () -> ask(Duration.ofMillis(100), "{\"QMP\": {\"a\": \""));
    }

    @Test
    void anEndlessObjectIsEndedByItsSize() {
        QmpException refusal = assertThrows(QmpException.class, () -> ask(LIMIT, "{\"QMP\": \"", "x".repeat(8 << 20)));
        assertTrue(refusal.why().contains("longer than"), refusal.why());
    }

    @Test
    void aDeepObjectIsRefused() {
        assertThrows(QmpException.class, () -> ask(LIMIT, "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000)));
    }

    @Test
    void nobodyListens() {
        QmpClient client = new QmpClient(LIMIT, System::nanoTime);
        assertThrows(QmpException.class, () -> client.ask(directory.resolve("none")));
        assertThrows(QmpException.class, () -> client.ask(directory.resolve("x".repeat(200))));
    }
}
