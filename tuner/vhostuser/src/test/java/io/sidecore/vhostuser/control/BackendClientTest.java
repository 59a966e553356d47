package io.sidecore.vhostuser.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class BackendClientTest {

    private static final WorkerId W0 = new WorkerId("w0");

    @TempDir
    Path directory;

    private ScriptedBackend backend(UnaryOperator<String> answers) throws IOException {
        return new ScriptedBackend(directory.resolve("control.sock"), answers);
    }

    private static String refusal(Executable request) {
        return String.valueOf(assertThrows(BackendException.class, request).getMessage());
    }

    @Test
    void asksInTheWordsOfTheProtocol() throws IOException {
        try (ScriptedBackend backend = backend(line -> "{\"ok\":true,\"worker\":\"w3\"}\n");
                BackendClient client = BackendClient.connect(backend.path())) {
            assertEquals(new WorkerId("w3"), client.addWorker(CpuSet.of(0), PollMode.spin(Duration.ofNanos(50_000))));
            client.retireWorker(new WorkerId("w3"), W0);
            client.attach(QueueId.parse("vm1/tx0"), W0);
            client.mode(W0, PollMode.POLL);
            client.pin(W0, CpuSet.of(0, 1));
            assertEquals(
                    List.of(
                            "{\"op\":\"add-worker\",\"cpus\":\"0\",\"mode\":\"spin=50us\"}",
                            "{\"op\":\"retire-worker\",\"worker\":\"w3\",\"heir\":\"w0\"}",
                            "{\"op\":\"attach\",\"queue\":\"vm1/tx0\",\"worker\":\"w0\"}",
                            "{\"op\":\"mode\",\"worker\":\"w0\",\"mode\":\"poll\"}",
                            "{\"op\":\"pin\",\"worker\":\"w0\",\"cpus\":\"0-1\"}"),
                    backend.asked());
        }
    }

    @Test
    void readsAListingWhateverElseItSays() throws IOException {
        String listing = "{\"ok\":true,\"workers\":[{\"worker\":\"w0\",\"tid\":123,\"cpus\":\"0-1\",\"mode\":\"sleep\","
                + "\"mood\":1}],\"queues\":[{\"queue\":\"vm1/tx0\",\"worker\":\"w0\"}],\"counters\":\"/run/c\","
                + "\"introductions\":5}\n";
        try (ScriptedBackend backend = backend(line -> listing);
                BackendClient client = BackendClient.connect(backend.path())) {
            assertEquals(
                    new Listing(
                            List.of(new Listing.Worker(W0, 123, CpuSet.of(0, 1), PollMode.SLEEP)),
                            List.of(new Listing.Queue(QueueId.parse("vm1/tx0"), W0)),
                            "/run/c",
                            5),
                    client.list());
        }
    }

    @Test
    void aListingOfAnOlderBackendCountsNoIntroductions() throws IOException {
        String listing = "{\"ok\":true,\"workers\":[],\"queues\":[],\"counters\":\"/run/c\"}\n";
        try (ScriptedBackend backend = backend(line -> listing);
                BackendClient client = BackendClient.connect(backend.path())) {
            assertEquals(0, client.list().introductions());
        }
    }

    @Test
    void whatIsUnknownOfAGuestIsAbsent() throws IOException {
        String guests = "{\"ok\":true,\"guests\":[{\"guest\":\"vm1\",\"introduction\":2,\"process\":40,\"node\":1,"
                + "\"cgroups\":[\":/b\",\":/a\"]},{\"guest\":\"vm2\",\"introduction\":3,\"cgroups\":[]},"
                + "{\"guest\":\"vm3\",\"introduction\":4,\"mood\":1}]}\n";
        try (ScriptedBackend backend = backend(line -> guests);
                BackendClient client = BackendClient.connect(backend.path())) {
            OptionalInt none = OptionalInt.empty();
            assertEquals(
                    List.of(
                            new Guest(
                                    "vm1", 2, OptionalInt.of(40), OptionalInt.of(1), Optional.of(Set.of(":/a", ":/b"))),
                            new Guest("vm2", 3, none, none, Optional.of(Set.of())),
                            new Guest("vm3", 4, none, none, Optional.empty())),
                    client.guests());
        }
    }

    @Test
    void guestsWithoutNamesAreNoAnswer() throws IOException {
        try (ScriptedBackend backend = backend(line -> "{\"ok\":true,\"guests\":[{\"node\":1}]}\n");
                BackendClient client = BackendClient.connect(backend.path())) {
            String refusal = refusal(client::guests);
            assertTrue(
                    refusal.startsWith("guests: cannot make sense of the answer of " + backend.path() + ": "), refusal);
        }
    }

    @Test
    void aListingOfTenThousandQueuesArrivesWhole() throws IOException {
        StringBuilder queues = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            queues.append(i == 0 ? "" : ",").append("{\"queue\":\"vm" + i + "/tx0\",\"worker\":\"w0\"}");
        }
        String listing = "{\"ok\":true,\"workers\":[],\"queues\":[" + queues + "],\"counters\":\"/run/c\"}\n";
        try (ScriptedBackend backend = backend(line -> listing);
                BackendClient client = BackendClient.connect(backend.path())) {
            assertEquals(10_000, client.list().queues().size());
        }
    }

    @Test
    void aRefusalNamesTheRequestAndTheReason() throws IOException {
        try (ScriptedBackend backend = backend(line -> "{\"ok\":false,\"error\":\"no worker is called w0\"}\n");
                BackendClient client = BackendClient.connect(backend.path())) {
            assertEquals(
                    "{\"op\":\"mode\",\"worker\":\"w0\",\"mode\":\"poll\"}: refused by the backend:"
                            + " no worker is called w0",
                    refusal(() -> client.mode(W0, PollMode.POLL)));
        }
    }

    @Test
    void aBackendThatHangsUpOrTalksNonsenseIsNamed() throws IOException {
        try (ScriptedBackend backend = backend(line -> line.contains("pin") ? "" : "nonsense\n");
                BackendClient client = BackendClient.connect(backend.path())) {
            assertTrue(refusal(() -> client.mode(W0, PollMode.POLL)).contains(backend.path() + " failed: "));
            assertEquals(
                    "{\"op\":\"pin\",\"worker\":\"w0\",\"cpus\":\"0\"}: the backend at " + backend.path()
                            + " failed: it closed the connection",
                    refusal(() -> client.pin(W0, CpuSet.of(0))));
        }
    }

    @Test
    void aBackendThatDoesNotAnswerIsGivenUp() throws IOException {
        try (ScriptedBackend backend = backend(line -> " ");
                BackendClient client = BackendClient.connect(backend.path(), Duration.ofMillis(50))) {
            assertEquals(
                    "{\"op\":\"pin\",\"worker\":\"w0\",\"cpus\":\"0\"}: the backend at " + backend.path()
                            + " failed: no answer within 50 ms",
                    refusal(() -> client.pin(W0, CpuSet.of(0))));
        }
    }

    @Test
    void noBackendIsSaidSo() {
        Path nowhere = directory.resolve("nowhere.sock");
        String refusal = refusal(() -> BackendClient.connect(nowhere));
        assertTrue(refusal.startsWith("no backend answers at " + nowhere + " ("), refusal);
        assertTrue(refusal.endsWith("; want the control socket of one"), refusal);
    }
}
