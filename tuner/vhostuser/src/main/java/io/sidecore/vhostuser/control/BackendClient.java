package io.sidecore.vhostuser.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.worker.Placement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Asks the embedded backend over its control socket: one JSON object to a line, one line in answer. Every method throws
 * {@link BackendException} if the backend refuses, cannot be reached, or does not answer in time; after the latter two
 * the connection is of no more use. Not for more than one thread at a time.
 */
public final class BackendClient implements AutoCloseable {

    /** A queue moves in at most milliseconds; a backend that takes longer than this hangs. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // a newer backend may say more
            .build();

    private final Path path;
    private final LineSocket socket;

    private BackendClient(Path path, LineSocket socket) {
        this.path = path;
        this.socket = socket;
    }

    public static BackendClient connect(Path path) {
        return connect(path, TIMEOUT);
    }

    static BackendClient connect(Path path, Duration timeout) {
        try {
            return new BackendClient(path, LineSocket.connect(path, timeout));
        } catch (IOException | IllegalArgumentException e) {
            throw new BackendException(
                    "no backend answers at " + path + " (" + e.getMessage() + "); want the control socket of one", e);
        }
    }

    /** Every worker and queue. */
    public Listing list() {
        JsonNode answer = ask(request("list"));
        try {
            return JSON.treeToValue(answer, Listing.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new BackendException("list: cannot make sense of the answer of " + path + ": " + e.getMessage(), e);
        }
    }

    /** Starts a worker without queues, and says what it is called. */
    public WorkerId addWorker(CpuSet cpus, PollMode mode) {
        JsonNode answer = ask(request("add-worker").put("cpus", cpus.toString()).put("mode", mode.toString()));
        return new WorkerId(answer.path("worker").asText());
    }

    /** Stops a worker after its heir has taken over its queues. */
    public void retireWorker(WorkerId worker, WorkerId heir) {
        ask(request("retire-worker").put("worker", worker.name()).put("heir", heir.name()));
    }

    public void attach(QueueId queue, WorkerId worker) {
        ask(request("attach").put("queue", queue.toString()).put("worker", worker.name()));
    }

    public void mode(WorkerId worker, PollMode mode) {
        ask(request("mode").put("worker", worker.name()).put("mode", mode.toString()));
    }

    public void pin(WorkerId worker, CpuSet cpus) {
        ask(request("pin").put("worker", worker.name()).put("cpus", cpus.toString()));
    }

    /** Every guest that is there, and where it is at home. */
    public List<Guest> guests() {
        JsonNode answer = ask(request("guests"));
        try {
            return List.of(JSON.treeToValue(answer.path("guests"), Guest[].class));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new BackendException("guests: cannot make sense of the answer of " + path + ": " + e.getMessage(), e);
        }
    }

    /** Every port, with what was counted there. */
    public List<Port> ports() {
        JsonNode answer = ask(request("ports"));
        try {
            return List.of(JSON.treeToValue(answer.path("ports"), Port[].class));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new BackendException("ports: cannot make sense of the answer of " + path + ": " + e.getMessage(), e);
        }
    }

    /** Every setting, the placement, and the weights of guests. */
    public SettingsListing settings() {
        JsonNode answer = ask(request("settings"));
        try {
            return JSON.treeToValue(answer, SettingsListing.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new BackendException(
                    "settings: cannot make sense of the answer of " + path + ": " + e.getMessage(), e);
        }
    }

    /** Changes a setting of all workers; names are those of {@link io.sidecore.vhostuser.worker.Setting}. */
    public void set(String name, long value) {
        ask(request("set").put("name", name).put("value", value));
    }

    /** Changes which worker a device gets that comes. */
    public void placement(Placement placement) {
        ask(request("placement").put("placement", placement.text()));
    }

    /** Changes how much time of its worker a guest gets while others wait. */
    public void weight(String guest, int weight) {
        ask(request("weight").put("guest", guest).put("weight", weight));
    }

    private static ObjectNode request(String op) {
        return JSON.createObjectNode().put("op", op);
    }

    private JsonNode ask(ObjectNode request) {
        JsonNode answer;
        try {
            answer = JSON.readTree(socket.ask(request.toString()));
        } catch (IOException e) {
            throw new BackendException(request + ": the backend at " + path + " failed: " + e.getMessage(), e);
        }
        if (!answer.path("ok").asBoolean()) {
            throw new BackendException(request + ": refused by the backend: "
                    + answer.path("error").asText("without a reason"));
        }
        return answer;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new BackendException("cannot close the connection to " + path, e);
        }
    }
}
