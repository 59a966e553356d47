package io.sidecore.collector.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sidecore.collector.socket.JsonSocket;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Asks QEMU for its threads over QMP, and hangs up: QEMU serves one client at a time, and while we are connected, nobody
 * else is served.
 */
public final class QmpClient {

    private final Duration limit;
    private final LongSupplier clock;

    /**
     * Makes a client.
     *
     * @param limit for a whole conversation
     * @param clock monotonic
     */
    public QmpClient(Duration limit, LongSupplier clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * Asks one QEMU.
     *
     * @param socket on which it listens
     * @throws QmpException if it does not answer, in time and in the form of QMP
     */
    public QmpAnswer ask(Path socket) throws QmpException {
        try (JsonSocket connection = JsonSocket.connect(socket, limit, clock)) {
            if (!connection.receive().has("QMP")) {
                throw new IOException("it greets as no QMP server does");
            }
            execute(connection, "qmp_capabilities");
            TreeMap<Integer, Integer> vcpus = new TreeMap<>();
            for (JsonNode cpu : execute(connection, "query-cpus-fast")) {
                vcpus.put(number(cpu, "cpu-index"), number(cpu, "thread-id"));
            }
            List<QmpAnswer.IoThread> ioThreads = new ArrayList<>();
            for (JsonNode thread : execute(connection, "query-iothreads")) {
                ioThreads.add(new QmpAnswer.IoThread(
                        thread.path("id").asText(),
                        number(thread, "thread-id"),
                        pollMaxNanos(thread.path("poll-max-ns"))));
            }
            return new QmpAnswer(vcpus, ioThreads);
        } catch (SocketTimeoutException e) {
            throw new QmpException(
                    "its QMP socket did not answer within " + limit.toMillis() + " ms, as one does not"
                            + " while another program is connected: give QEMU a second -qmp socket, or -name"
                            + " debug-threads=on",
                    e);
        } catch (IOException e) {
            throw new QmpException("its QMP socket cannot be used: " + why(e), e);
        }
    }

    private static OptionalLong pollMaxNanos(JsonNode value) {
        return value.canConvertToLong() && value.longValue() >= 0
                ? OptionalLong.of(value.longValue())
                : OptionalLong.empty();
    }

    private static String why(IOException e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
    }

    /** Only commands that change nothing. Events that QEMU sends in between are passed over. */
    private static JsonNode execute(JsonSocket connection, String command) throws IOException {
        connection.send(JsonNodeFactory.instance.objectNode().put("execute", command));
        while (true) {
            JsonNode answer = connection.receive();
            if (answer.has("return")) {
                return answer.get("return");
            }
            if (answer.has("error")) {
                throw new IOException(command + " is refused");
            }
        }
    }

    private static int number(JsonNode node, String field) throws IOException {
        JsonNode value = node.path(field);
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0) {
            throw new IOException("an answer without a number for " + field);
        }
        return value.intValue();
    }
}
