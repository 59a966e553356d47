package io.sidecore.vhostuser.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.block.BlockLayout;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.BlockGuest;
import io.sidecore.vhostuser.rig.Guest;
import io.sidecore.vhostuser.rig.Leaks;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.TestBackend;
import io.sidecore.vhostuser.worker.Origin;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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

    /** One connection, line by line. */
    private static final class Client implements AutoCloseable {
        private final SocketChannel channel;
        private final BufferedReader answers;

        Client(Path path) throws IOException {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(path));
            answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        }

        void send(String text) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        String ask(String line) throws IOException {
            send(line + "\n");
            return String.valueOf(answers.readLine());
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private String ask(String line) throws IOException {
        try (Client client = new Client(path)) {
            return client.ask(line);
        }
    }

    @Test
    void listsWorkersAndQueues() throws IOException {
        try (Guest guest = new Guest(backend.socket("vm1"), 1, RawGuest.FEATURES)) {
            assertEquals(0, guest.inFlight());
            JsonNode list = new JsonMapper().readTree(ask("{\"op\":\"list\"}"));
            assertTrue(list.get("ok").booleanValue());
            assertEquals("w0", list.get("workers").get(0).get("worker").textValue());
            assertEquals("sleep", list.get("workers").get(0).get("mode").textValue());
            assertEquals(
                    "[{\"queue\":\"vm1/rx0\",\"worker\":\"w0\"},{\"queue\":\"vm1/tx0\",\"worker\":\"w0\"}]",
                    list.get("queues").toString());
            assertEquals(backend.counters().toString(), list.get("counters").textValue());
        }
    }

    @Test
    void saysOfGuestsWhatIsKnownOfThem() throws IOException {
        Optional<Set<String>> cgroups = Optional.of(Set.of(":/b", ":/a"));
        backend.crew().introduce("vm1", new Origin(cgroups, OptionalInt.of(1), OptionalInt.of(40)));
        backend.crew().introduce("vm2", Origin.UNKNOWN);
        assertEquals(
                "{\"guests\":[{\"guest\":\"vm1\",\"introduction\":1,\"process\":40,\"node\":1,\"cgroups\":[\":/a\",\":/b\"]},"
                        + "{\"guest\":\"vm2\",\"introduction\":2}],\"ok\":true}",
                ask("{\"op\":\"guests\"}"));
        assertTrue(ask("{\"op\":\"list\"}").contains("\"introductions\":2"));
    }

    @Test
    void aGuestIsIntroducedWhileItIsConnected() throws IOException {
        try (Guest guest = new Guest(backend.socket("vm1"), 1, RawGuest.FEATURES)) {
            assertEquals(0, guest.inFlight());
            JsonNode known =
                    new JsonMapper().readTree(ask("{\"op\":\"guests\"}")).get("guests");
            assertEquals("vm1", known.get(0).get("guest").textValue());
            assertTrue(known.get(0).has("cgroups"), "this process may read its own");
            assertFalse(known.get(0).has("process"), "its frontend is the backend's own process");
        }
        backend.awaitEnd("vm1");
        assertEquals("{\"guests\":[],\"ok\":true}", ask("{\"op\":\"guests\"}"));
    }

    @Test
    void carriesCommandsOut() throws IOException {
        try (Guest guest = new Guest(backend.socket("vm1"), 1, RawGuest.FEATURES);
                Client client = new Client(path)) {
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
    void listsPortsWithWhatWasCountedThere() throws IOException {
        try (Guest sender = new Guest(backend.socket("vm1"), 1, RawGuest.FEATURES);
                Guest receiver = new Guest(backend.socket("vm2"), 2, RawGuest.FEATURES)) {
            for (int i = 0; i < 3; i++) {
                sender.send(Guest.mac(2), i, 60);
            }
            sender.send(sender.mac(), 3, 60);
            Await.until("all are taken", () -> sender.inFlight() == 0);
            Await.until(
                    "all are there",
                    () -> receiver.receive((source, sequence, bytes, intact) -> {}) >= 0
                            && backend.ports()
                                    .get(1)
                                    .counts()
                                    .of(QueueId.Direction.RX)
                                    .containsValue(3L));
        }
        backend.awaitEnd("vm1");
        backend.awaitEnd("vm2");
        JsonNode ports = new JsonMapper().readTree(ask("{\"op\":\"ports\"}")).get("ports");
        assertEquals("vm1", ports.get(0).get("port").textValue());
        assertEquals("switch", ports.get(0).get("type").textValue());
        assertFalse(ports.get(0).get("served").booleanValue());
        assertEquals(1, ports.get(0).get("connections").intValue());
        assertEquals(4, ports.get(0).get("tx").get("packets").intValue());
        assertEquals(240, ports.get(0).get("tx").get("bytes").intValue());
        assertEquals(1, ports.get(0).get("tx").get("drops-no-port").intValue());
        assertEquals(3, ports.get(1).get("rx").get("packets").intValue());
    }

    @Test
    void listsDisksWithWhatWasAskedOfThem() throws IOException {
        Path file = Files.write(path.resolveSibling("disk.img"), new byte[65536]);
        Path directory = Files.createDirectory(path.resolveSibling("disks"));
        try (TestBackend disks = new TestBackend(directory, 1, PollMode.SLEEP, "d1,type=blk,file=" + file);
                ControlServer control = ControlServer.start(
                        directory.resolve("control.sock"),
                        new Commands(disks.crew(), disks.counters(), disks::ports))) {
            try (BlockGuest guest = new BlockGuest(disks.socket("d1"))) {
                guest.start();
                guest.request(BlockLayout.IN, 0, 4096);
                guest.request(BlockLayout.IN, 8, 512);
                guest.request(BlockLayout.OUT, 8, 1024);
                guest.request(BlockLayout.FLUSH, 0, BlockGuest.NO_DATA);
                guest.request(BlockLayout.IN, 128, 512); // beyond the end
                Files.write(file, new byte[0]);
                guest.request(BlockLayout.IN, 64, 512); // the file has become shorter
            }
            disks.awaitEnd("d1");
            try (Client client = new Client(control.path())) {
                JsonNode port = new JsonMapper()
                        .readTree(client.ask("{\"op\":\"ports\"}"))
                        .get("ports")
                        .get(0);
                assertEquals("blk", port.get("type").textValue());
                assertEquals(1, port.get("connections").intValue());
                assertEquals(
                        "{\"bytes\":5632,\"reads\":2,\"writes\":1,\"flushes\":1,\"errors\":1,\"refused\":1}",
                        port.get("requests").toString());
                assertFalse(port.has("tx"));
            }
        }
    }

    @Test
    void settingsAreChangedWhileWorkersRun() throws IOException {
        try (Client client = new Client(path)) {
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
        try (Client client = new Client(path)) {
            assertTrue(client.ask("{\"op\":").startsWith("{\"ok\":false,\"error\":\"not JSON: {\\\"op\\\":: "));
            assertTrue(client.ask("\u0000\u0001").startsWith("{\"ok\":false,\"error\":\"not JSON: "));
            assertTrue(client.ask("[".repeat(5000)).startsWith("{\"ok\":false,\"error\":\"not JSON: [[["));
            assertTrue(client.ask("{\"op\":\"list\"}").startsWith("{\"workers\":"));
        }
    }

    @Test
    void takesALineInPiecesAndSeveralAtOnce() throws IOException {
        try (Client client = new Client(path)) {
            client.send("{\"op\":");
            client.send("\"nothing\"}\n{\"op\":\"no\"}\n");
            assertTrue(client.ask("{\"op\":\"list\"}").contains("no such op: 'nothing'"));
            assertTrue(String.valueOf(client.answers.readLine()).contains("no such op: 'no'"));
            assertTrue(String.valueOf(client.answers.readLine()).startsWith("{\"workers\":"));
        }
    }

    @Test
    void disconnectsWhoSendsALineWithoutEndAndServesOthers() throws IOException {
        Leaks before = Leaks.now();
        try (Client endless = new Client(path);
                Client other = new Client(path)) {
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
            try (Client client = new Client(path)) {
                byte[] bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
                client.channel.write(ByteBuffer.wrap(bytes));
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
            Client client = new Client(path);
            client.send("{\"op\":\"add-worker\",\"cpus\":\"0\",\"mode\":\"sleep\"}\n".repeat(20));
            client.close();
        }
        server.close();
        backend.close();
        Await.until("no worker is left", () -> backend.crew().workers().isEmpty());
        assertThrows(IllegalStateException.class, () -> backend.crew().add(CpuSet.of(0), PollMode.SLEEP));
    }
}
