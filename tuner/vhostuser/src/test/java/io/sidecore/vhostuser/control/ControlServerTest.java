package io.sidecore.vhostuser.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.Guest;
import io.sidecore.vhostuser.rig.Leaks;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.TestBackend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init")
class ControlServerTest {

    private TestBackend backend;
    private ControlServer server;
    private Path path;

    @BeforeEach
    void start(@TempDir Path directory) {
        backend = new TestBackend(directory, 1, PollMode.SLEEP, "vm1", "vm2");
        path = directory.resolve("control");
        server = ControlServer.start(path, new Commands(backend.crew(), backend.counters(), backend::ports));
    }

    @AfterEach
    void stop() {
        server.close();
        backend.close();
        assertFalse(Files.exists(path));
    }

    private String ask(String line) throws IOException {
        try (ControlClient client = new ControlClient(path)) {
            return client.ask(line);
        }
    }

    @Test
    void carriesCommandsOut() throws IOException {
        try (Guest guest = new Guest(backend.socket("vm1"), 1, RawGuest.FEATURES);
                ControlClient client = new ControlClient(path)) {
            assertEquals(0, guest.inFlight());
            assertEquals(
                    "{\"worker\":\"w1\",\"ok\":true}",
                    client.ask("{\"op\":\"add-worker\",\"cpus\":\"0-1\",\"mode\":\"spin=50us\"}"));
            assertEquals("{\"ok\":true}", client.ask("{\"op\":\"attach\",\"queue\":\"vm1/tx0\",\"worker\":\"w1\"}"));
            assertEquals("{\"ok\":true}", client.ask("{\"op\":\"mode\",\"worker\":\"w1\",\"mode\":\"sleep\"}"));
            assertEquals("{\"ok\":true}", client.ask("{\"op\":\"pin\",\"worker\":\"w1\",\"cpus\":\"0\"}"));
            assertEquals("{\"ok\":true}", client.ask("{\"op\":\"retire-worker\",\"worker\":\"w0\",\"heir\":\"w1\"}"));
            assertEquals("{vm1/rx0=w1, vm1/tx0=w1}", backend.crew().queues().toString());
            assertEquals("[w1]", backend.crew().workers().keySet().toString());
        }
    }

    @Test
    void settingsAreChangedWhileWorkersRun() throws IOException {
        try (ControlClient client = new ControlClient(path)) {
            assertEquals("{\"ok\":true}", client.ask("{\"op\":\"set\",\"name\":\"packet-weight\",\"value\":64}"));
            assertEquals("{\"ok\":true}", client.ask("{\"op\":\"placement\",\"placement\":\"shared\"}"));
            assertEquals("{\"ok\":true}", client.ask("{\"op\":\"weight\",\"guest\":\"vm1\",\"weight\":4}"));
            JsonNode settings = new JsonMapper().readTree(client.ask("{\"op\":\"settings\"}"));
            assertEquals("shared", settings.get("placement").textValue());
            assertEquals(64, settings.get("settings").get("packet-weight").intValue());
            assertEquals(7, settings.get("settings").get("guests-per-worker").intValue());
            assertEquals("{\"vm1\":4}", settings.get("weights").toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`` | `not a JSON object:  (want {\"op\":...})`",
                "5 | `not a JSON object: 5 (want {\"op\":...})`",
                "[] | `not a JSON object: [] (want {\"op\":...})`",
                "{} | `the request has no text \"op\": {}`",
                "{\"op\":1} | `the request has no text \"op\": {\"op\":1}`",
                "{\"op\":\"fly\"} | `no such op: 'fly' (want list, guests, ports, add-worker, retire-worker, attach, mode, pin, settings, set, placement or weight)`",
                "{\"op\":\"set\",\"name\":\"turn-us\"} | `the request has no whole number \"value\": {\"op\":\"set\",\"name\":\"turn-us\"}`",
                "{\"op\":\"set\",\"name\":\"turn-us\",\"value\":0} | `turn-us must be in [1,100000]: 0`",
                "{\"op\":\"placement\",\"placement\":\"x\"} | `no such placement: 'x' (want fewest, dedicated, shared, per-cpu, workqueue)`",
                "{\"op\":\"weight\",\"guest\":\"vm1\",\"weight\":0} | `the weight of a guest must be in [1,1000]: 0`",
                "{\"op\":\"attach\"} | `the request has no text \"queue\": {\"op\":\"attach\"}`",
                "{\"op\":\"attach\",\"queue\":\"x\"} | `not a virtqueue: 'x' (want DEVICE/rxN, DEVICE/txN or DEVICE/qN, as in vm1/tx0)`",
                "{\"op\":\"attach\",\"queue\":\"x/rx0\",\"worker\":\"w0\"} | `no such virtqueue: x/rx0 (there are [])`",
                "{\"op\":\"mode\",\"worker\":\"w9\",\"mode\":\"poll\"} | `no such worker: w9 (there are [w0])`",
                "{\"op\":\"mode\",\"worker\":\"w0\",\"mode\":\"fast\"} | `not a polling mode: 'fast' (want poll, sleep or spin=50us)`",
                "{\"op\":\"retire-worker\",\"worker\":\"w0\",\"heir\":\"w0\"} | `worker w0 cannot be its own heir (want another worker)`",
            })
    void refusesWithOneSentence(String request, String sentence) throws IOException {
        JsonNode answer = new JsonMapper().readTree(ask(request));
        assertFalse(answer.get("ok").booleanValue());
        assertEquals(sentence, answer.get("error").textValue());
    }

    @Test
    void saysWhatIsNoJsonAndGoesOn() throws IOException {
        try (ControlClient client = new ControlClient(path)) {
            assertTrue(client.ask("{\"op\":").startsWith("{\"ok\":false,\"error\":\"not JSON: {\\\"op\\\":: "));
            assertTrue(client.ask("\u0000\u0001").startsWith("{\"ok\":false,\"error\":\"not JSON: "));
            assertTrue(client.ask("[".repeat(5000)).startsWith("{\"ok\":false,\"error\":\"not JSON: [[["));
            assertTrue(client.ask("{\"op\":\"list\"}").startsWith("{\"workers\":"));
        }
    }

    @Test
    void takesALineInPiecesAndSeveralAtOnce() throws IOException {
        try (ControlClient client = new ControlClient(path)) {
            client.send("{\"op\":");
            client.send("\"nothing\"}\n{\"op\":\"no\"}\n");
            assertTrue(client.ask("{\"op\":\"list\"}").contains("no such op: 'nothing'"));
            assertTrue(client.answer().contains("no such op: 'no'"));
            assertTrue(client.answer().startsWith("{\"workers\":"));
        }
    }

    @Test
    void disconnectsWhoSendsALineWithoutEndAndServesOthers() throws IOException {
        Leaks before = Leaks.now();
        try (ControlClient endless = new ControlClient(path);
                ControlClient other = new ControlClient(path)) {
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 1000; i++) {
                    endless.send("x".repeat(1024));
                }
            });
            assertTrue(other.ask("{\"op\":\"list\"}").startsWith("{\"workers\":"));
        }
        before.awaitNone();
    }

    @Test
    void survivesAnyBytesOfAnyClient() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        Leaks before = Leaks.now();
        for (int i = 0; i < 200; i++) {
            try (ControlClient client = new ControlClient(path)) {
                byte[] bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
                client.send(ByteBuffer.wrap(bytes));
            }
        }
        assertTrue(ask("{\"op\":\"list\"}").startsWith("{\"workers\":"));
        before.awaitNone();
    }

    @Test
    void onlyOwnerAndGroupMayCommand() throws IOException {
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void leavesAPathThatIsInUse() {
        Commands commands = new Commands(backend.crew(), backend.counters(), backend::ports);
        assertEquals(
                "another process listens on " + path + " (want a free path)",
                assertThrows(IllegalArgumentException.class, () -> ControlServer.start(path, commands))
                        .getMessage());
    }

    /** Commands that come while all is being closed find that it is closing, and touch nothing that is gone. */
    @Test
    void commandsDuringTheEndAreHarmless() throws IOException {
        for (int i = 0; i < 20; i++) {
            ControlClient client = new ControlClient(path);
            client.send("{\"op\":\"add-worker\",\"cpus\":\"0\",\"mode\":\"sleep\"}\n".repeat(20));
            client.close();
        }
        server.close();
        backend.close();
        Await.until("no worker is left", () -> backend.crew().workers().isEmpty());
        assertThrows(IllegalStateException.class, () -> backend.crew().add(CpuSet.of(0), PollMode.SLEEP));
    }
}
