package io.sidecore.vhostuser.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.protocol.ListenSocket;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.Guest;
import io.sidecore.vhostuser.rig.Innocents;
import io.sidecore.vhostuser.rig.Leaks;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.TestBackend;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VhostUserServerTest {

    @TempDir
    private Path directory;

    /** The JVM opens sockets of its own when it first needs them, and keeps them: not in the midst of a test. */
    @BeforeAll
    static void theJvmHasWhatItKeeps(@TempDir Path first) {
        TestBackend backend = new TestBackend(first, 1, PollMode.SLEEP, "good1", "good2", "idle");
        Innocents guests = new Innocents(backend, RawGuest.FEATURES);
        backend.close();
        guests.close();
    }

    private String[] files() {
        return new File(directory.toString()).list();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep", "poll", "spin=50us"})
    void leavesNothingBehind(String mode) {
        Leaks before = Leaks.now();
        TestBackend backend = new TestBackend(directory, 3, PollMode.parse(mode), "good1", "good2", "idle");
        Innocents guests = new Innocents(backend, RawGuest.FEATURES);
        backend.close();
        assertEquals(List.of("good1: connected", "good1: disconnected"), backend.log("good1"));
        guests.close();
        before.awaitNone();
        assertArrayEquals(new String[0], files());
    }

    @Test
    void failedStartLeavesNothingBehind() {
        Leaks before = Leaks.now();
        ListenSocket taken = ListenSocket.on(directory.resolve("b.sock"));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> new TestBackend(directory, 2, PollMode.SLEEP, "a", "b", "c").close());
        assertEquals(
                "another process listens on " + directory.resolve("b.sock") + " (want a free path)", e.getMessage());
        assertArrayEquals(new String[] {"b.sock"}, files());
        taken.close();
        before.awaitNone();
    }

    @Test
    void portsNeedNamesOfTheirOwn() {
        assertThrows(
                IllegalArgumentException.class, () -> new TestBackend(directory, 1, PollMode.SLEEP, "a", "a").close());
        assertArrayEquals(new String[0], files());
    }

    @ParameterizedTest
    @CsvSource({"/run/vm1.sock, vm1", "'/run/x.sock,name=vm2', vm2", "plain, plain"})
    void namesAPortAfterItsFileOrAsTold(String text, String name) {
        assertEquals(name, PortSpec.parse(text).name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/run/my vm.sock", "/run/x.sock,name=", "/run/x.sock,name=a/b"})
    void refusesANameThatNoQueueCanHave(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> PortSpec.parse(text));
        assertEquals(0, String.valueOf(e.getMessage()).indexOf("not a device name: '"));
    }

    /** What was sent while it was away is not there for the next guest; where its queues were served still holds. */
    @Test
    void guestThatComesBackGoesOn() {
        try (TestBackend backend = new TestBackend(directory, 2, PollMode.SLEEP, "good1", "good2")) {
            for (int i = 0; i < 5; i++) {
                try (Innocents guests = new Innocents(backend, RawGuest.FEATURES)) {
                    guests.exchange(100);
                    backend.crew().attach(QueueId.parse("good1/rx0"), new WorkerId("w1"));
                    guests.exchange(100);
                    assertEquals("w1", String.valueOf(backend.crew().queues().get(QueueId.parse("good1/rx0"))));
                }
                backend.awaitEnd("good1");
                backend.awaitEnd("good2");
            }
        }
    }

    /** GET_VRING_BASE says where a device goes on that takes over: live migration, or a guest that restarts its driver. */
    @Test
    void stopsARingAndGoesOnWhereItStopped() {
        try (TestBackend backend = new TestBackend(directory, 1, PollMode.SLEEP, "a", "b");
                Guest guest = new Guest(backend.socket("a"), 1, RawGuest.FEATURES)) {
            for (int i = 0; i < 5; i++) {
                guest.send(Guest.BROADCAST, i, Guest.MIN_FRAME_BYTES);
            }
            Await.until("all are taken", () -> guest.inFlight() == 0);
            RawGuest raw = guest.raw();
            try (Message answer = raw.socket().call(Message.ofState(Request.GET_VRING_BASE, RawGuest.TX, 0))) {
                assertEquals(RawGuest.TX, answer.payload().getInt(0));
                assertEquals(5, answer.payload().getInt(4));
            }
            guest.send(Guest.BROADCAST, 5, Guest.MIN_FRAME_BYTES);
            raw.socket().callForAck(Message.ofState(Request.SET_VRING_BASE, RawGuest.TX, 5));
            assertEquals(1, guest.inFlight());
            raw.socket()
                    .callForAck(
                            Message.ofWord(Request.SET_VRING_KICK, RawGuest.TX, RawGuest.alias(raw.kick(RawGuest.TX))));
            Await.until("it is taken", () -> guest.inFlight() == 0);
        }
    }
}
