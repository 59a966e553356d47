package io.sidecore.tuner.backend.vhostuser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A backend behind a control socket, without any I/O: it keeps the books, and refuses as the real one does. */
final class FakeControl implements AutoCloseable {

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> settings = new TreeMap<>();
    private final Map<String, String> queues = new TreeMap<>();
    private final ServerSocketChannel listener;
    private int named;
    private Optional<String> refused = Optional.empty();
    private final ArrayNode homes = json.createArrayNode();
    private int introductions;

    FakeControl(Path path) throws IOException {
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(path));
        Thread thread = new Thread(this::serve, "fake-control");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        try (SocketChannel client = listener.accept();
                BufferedReader in = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
                Writer out = Channels.newWriter(client, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(answer(json.readTree(line)) + "\n");
                out.flush();
            }
        } catch (IOException e) {
            throw new AssertionError("the client broke the connection", e);
        }
    }

    private synchronized ObjectNode answer(JsonNode request) {
        ObjectNode answer = json.createObjectNode();
        try {
            carryOut(request, answer);
            return answer.put("ok", true);
        } catch (IllegalArgumentException e) {
            return answer.put("ok", false).put("error", e.getMessage());
        }
    }

    private void carryOut(JsonNode request, ObjectNode answer) {
        String worker = request.path("worker").asText();
        refused.filter(word -> request.toString().contains(word)).ifPresent(word -> {
            throw new IllegalArgumentException("told to refuse " + word);
        });
        switch (request.path("op").asText()) {
            case "list" -> list(answer);
            case "guests" -> answer.set("guests", homes.deepCopy());
            case "add-worker" ->
                answer.put(
                        "worker",
                        add(request.path("cpus").asText(), request.path("mode").asText()));
            case "retire-worker" -> {
                String heir = known(request.path("heir").asText());
                settings.remove(known(worker));
                queues.replaceAll((queue, server) -> server.equals(worker) ? heir : server);
            }
            case "attach" -> {
                if (queues.replace(request.path("queue").asText(), known(worker)) == null) {
                    throw new IllegalArgumentException(
                            "no queue is called " + request.path("queue").asText());
                }
            }
            case "mode" ->
                settings.compute(
                        known(worker),
                        (w, set) -> set(set)[0] + " " + request.path("mode").asText());
            default ->
                settings.compute(known(worker), (w, set) -> request.path("cpus").asText() + " " + set(set)[1]);
        }
    }

    private static String[] set(String setting) {
        return setting.split(" ", -1);
    }

    private String known(String worker) {
        if (!settings.containsKey(worker)) {
            throw new IllegalArgumentException("no worker is called " + worker);
        }
        return worker;
    }

    private void list(ObjectNode answer) {
        var workers = answer.putArray("workers");
        settings.forEach((worker, setting) -> workers.addObject()
                .put("worker", worker)
                .put("tid", 1)
                .put("cpus", set(setting)[0])
                .put("mode", set(setting)[1]));
        var listed = answer.putArray("queues");
        queues.forEach((queue, worker) -> listed.addObject().put("queue", queue).put("worker", worker));
        answer.put("counters", "/none").put("introductions", introductions);
    }

    /** A worker, as another client would add it. */
    synchronized String add(String cpus, String mode) {
        String worker = "w" + named++;
        settings.put(worker, cpus + " " + mode);
        return worker;
    }

    synchronized void guest(String guest, String worker) {
        queues.put(guest + "/rx0", worker);
        queues.put(guest + "/tx0", worker);
    }

    /** From now on tells of these guests; {@code '} stands for a quotation mark. */
    synchronized void introduce(String... guests) {
        homes.removeAll();
        introductions++;
        try {
            for (String guest : guests) {
                homes.add(json.readTree(guest.replace('\'', '"')));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + List.of(guests), e);
        }
    }

    synchronized void leave(String guest) {
        queues.keySet().removeIf(queue -> queue.startsWith(guest + "/"));
    }

    synchronized void die(String worker) {
        settings.remove(worker);
        queues.values().removeIf(worker::equals);
    }

    /** From now on refuses every request that contains the word. */
    synchronized void refuse(String word) {
        refused = Optional.of(word);
    }

    /** As in {@code w0 0-1 sleep: vm1; w1 0 poll:}. */
    synchronized String text() {
        StringBuilder text = new StringBuilder();
        settings.forEach((worker, setting) -> {
            text.append(text.isEmpty() ? "" : "; ")
                    .append(worker)
                    .append(' ')
                    .append(setting)
                    .append(':');
            queues.forEach((queue, server) -> {
                if (server.equals(worker)) {
                    text.append(' ').append(queue.replace("/", "."));
                }
            });
        });
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
