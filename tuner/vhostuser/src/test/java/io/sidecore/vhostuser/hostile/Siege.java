package io.sidecore.vhostuser.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.rig.Innocents;
import io.sidecore.vhostuser.rig.Leaks;
import io.sidecore.vhostuser.rig.RawGuest;
import io.sidecore.vhostuser.rig.TestBackend;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A backend whose worker serves two innocent guests, and a port for hostile ones. */
final class Siege implements AutoCloseable {

    static final String PORT = "bad";

    private static final int FRAMES = 100;

    private final TestBackend backend;
    private final Innocents innocents;
    private final Leaks quiet;

    Siege(Path directory, int workers, PollMode mode) {
        backend = new TestBackend(directory, workers, mode, PORT, "good1", "good2");
        innocents = new Innocents(backend, RawGuest.FEATURES);
        quiet = Leaks.now();
    }

    TestBackend backend() {
        return backend;
    }

    Innocents innocents() {
        return innocents;
    }

    /** Lets a connected guest do something for which its device must be stopped, for a reason that holds these words. */
    void stopsGuestThat(Consumer<RawGuest> deed, String... words) {
        backend.forgetLog(PORT);
        try (RawGuest guest = new RawGuest(backend.socket(PORT))) {
            guest.connect(RawGuest.FEATURES);
            deed.accept(guest);
            assertStopped(words);
        }
        assertUnharmed();
    }

    /** Checks what the log says of the hostile one: one line, with the port's name and the reason. */
    void assertStopped(String... words) {
        String line = backend.awaitEnd(PORT);
        assertTrue(line.startsWith(PORT + ": stopped: "), line);
        Arrays.stream(words).forEach(word -> assertTrue(line.contains(word), () -> line + ", want " + word));
        assertEquals(List.of(PORT + ": connected", line), backend.log(PORT));
        assertTrue(line.length() < 300 && line.chars().noneMatch(c -> c < ' '), line);
    }

    /** Checks that the innocent go on, and that nothing is left of the hostile one. */
    void assertUnharmed() {
        innocents.exchange(FRAMES);
        awaitTurn();
        backend.awaitEnd(PORT);
        quiet.awaitNone();
        assertEquals(List.of("good1: connected"), backend.log("good1"));
        assertEquals(List.of("good2: connected"), backend.log("good2"));
    }

    /** Connections are served one after the other; when this one is, those before it are done with. */
    private void awaitTurn() {
        try (RawGuest last = new RawGuest(backend.socket(PORT))) {
            last.socket().call(Message.of(Request.GET_FEATURES));
        }
    }

    @Override
    public void close() {
        innocents.close();
        backend.close();
    }
}
