package io.sidecore.collector.ovs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.collector.socket.JsonSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** JSON-RPC 1.0 with a daemon of Open vSwitch: its control socket ({@code ovs-appctl}), or its database. */
final class Unixctl implements AutoCloseable {

    private final JsonSocket socket;
    private int calls;

    private Unixctl(JsonSocket socket) {
        this.socket = socket;
    }

    /**
     * Connects.
     *
     * @param limit for all calls together, from now
     */
    static Unixctl connect(Path path, Duration limit, LongSupplier clock) throws IOException {
        return new Unixctl(JsonSocket.connect(path, limit, clock));
    }

    /** A command of the control socket. Its answer is text for people. */
    String command(String name, List<String> arguments) throws IOException {
        var parameters = JsonNodeFactory.instance.arrayNode();
        arguments.forEach(parameters::add);
        JsonNode result = call(name, parameters);
        if (!result.isTextual()) {
            throw new IOException("no text in answer to " + name);
        }
        return result.textValue();
    }

    /** Any call. Requests and notices of the peer's own are passed over. */
    JsonNode call(String method, JsonNode parameters) throws IOException {
        int id = calls++;
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("id", id).put("method", method);
        request.set("params", parameters);
        socket.send(request);
        JsonNode answer = socket.receive();
        while (answer.has("method") || answer.path("id").asInt(-1) != id) {
            answer = socket.receive();
        }
        JsonNode error = answer.path("error");
        if (!error.isNull() && !error.isMissingNode()) {
            throw new IOException(method + " is refused: "
                    + error.asText().lines().findFirst().orElse(""));
        }
        return answer.path("result");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
