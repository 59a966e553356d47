package io.sidecore.vhostuser.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.vhostuser.block.BlockLayout;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.BlockGuest;
import io.sidecore.vhostuser.rig.Guest;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.TestBackend;
import io.sidecore.vhostuser.worker.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the control socket tells of workers, virtqueues, guests, ports and disks. */
@SuppressWarnings("NullAway.Init")
class ListingTest {

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
            try (ControlClient client = new ControlClient(control.path())) {
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
}
