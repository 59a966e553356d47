package io.sidecore.vhostuser.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.rig.Await;
import io.sidecore.vhostuser.rig.BackendProcess;
import io.sidecore.vhostuser.rig.Guest;
import io.sidecore.vhostuser.rig.RawGuest;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A backend is killed with -9 under load, again and again, and another started in its place. No frame that its sender got
 * back as taken may be lost. One that was given to its receiver, and not given back yet, may come twice.
 */
@Timeout(120)
class KilledBackendTest {

    private static final int KILLS = 4;
    private static final int WINDOW = 200;
    private static final long FEATURES = RawGuest.FEATURES | Features.EVENT_IDX;

    @TempDir
    private Path directory;

    private long sent;
    private long received;
    private long repeated;

    @ParameterizedTest
    @CsvSource({"1, poll, 1", "2, sleep, 2", "2, poll, 3"})
    void noFrameThatWasTakenIsLost(int workers, String mode, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BackendProcess backend = start(workers, mode);
        try (Guest sender = new Guest(directory.resolve("a.sock"), 1, FEATURES);
                Guest receiver = new Guest(directory.resolve("b.sock"), 2, FEATURES)) {
            for (int i = 0; i < KILLS; i++) {
                long until = received + random.nextLong(500, 20_000);
                Await.until("frames have come through", () -> {
                    pump(sender, receiver);
                    return received >= until;
                });
                sendMore(sender); // some are on their way
                backend.kill();
                backend = start(workers, mode);
                receiver.raw().reconnect(directory.resolve("b.sock"), FEATURES);
                sender.raw().reconnect(directory.resolve("a.sock"), FEATURES);
            }
            Await.until("all frames have come through", () -> {
                receive(receiver);
                return received == sent && sender.inFlight() == 0;
            });
            assertEquals(sent, received);
            assertTrue(repeated <= (long) KILLS * WINDOW, () -> repeated + " frames came again");
        } finally {
            backend.close();
        }
    }

    private BackendProcess start(int workers, String mode) {
        return new BackendProcess(directory, workers, mode, "a", "b");
    }

    private void pump(Guest sender, Guest receiver) {
        sendMore(sender);
        receive(receiver);
    }

    private void sendMore(Guest sender) {
        while (sent - received < WINDOW && sender.send(Guest.mac(2), sent, 60)) {
            sent++;
        }
    }

    private void receive(Guest receiver) {
        receiver.receive((source, sequence, bytes, intact) -> {
            assertTrue(intact && sequence <= received, () -> "after " + (received - 1) + " came " + sequence);
            if (sequence == received) {
                received++;
            } else {
                repeated++;
            }
        });
    }
}
